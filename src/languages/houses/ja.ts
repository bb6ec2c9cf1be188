import type { House } from '../house.ts'

/** Japanese as its newsrooms write it. */
export const japanese: House = {
  language: 'ja',
  nativeName: '日本語',
  direction: 'ltr',
  lead: '({wire}) – ',
  dateline: '{place}、{date} – ',
  sectors: '分野',
  contact: '報道関係者お問い合わせ先',
  embargoedUntil: '報道解禁日時：{time}',
  listComma: '、',
  colon: '：',
  disclaimer:
    '本記事は第三者のコンテンツプロバイダーより提供されたものです。{wire}（{url}）は、本記事に関していかなる保証または表明も行いません。',
  wireBoilerplate: '{wire}は、世界各国の報道機関に向けて、多言語のプレスリリースをリアルタイムで配信しています。詳細：{url}',
  unsubscribe: '配信停止',
  unsubscribed: '今後、{wire}からこのアドレスにメールは届きません。',
  whyReceived: 'このメールは、{wire}のプレスリリース配信先として登録されているアドレスにお送りしています。',
}
