import { type House, longDate } from '../house.ts'

/** Japanese as its newsrooms write it. */
export const japanese: House = {
  language: 'ja',
  englishName: 'Japanese',
  nativeName: '日本語',
  script: 'Jpan',
  direction: 'ltr',
  quotes: { outer: ['「', '」'], inner: ['『', '』'] },
  dateline: '{place}、{date} – ',
  date: longDate,
  list: { comma: '、', last: '、' },
  number: { decimal: '.', group: ',' },
  colon: '：',
  phrases: {
    lead: '({wire}) – ',
    about: '{name}について',
    sectors: '分野',
    contact: '報道関係者お問い合わせ先',
    embargoedUntil: '報道解禁日時：{time}',
    disclaimer:
      '本記事は第三者のコンテンツプロバイダーより提供されたものです。{wire}（{url}）は、本記事に関していかなる保証または表明も行いません。',
    boilerplate: '{wire}は、世界各国の報道機関に向けて、多言語のプレスリリースをリアルタイムで配信しています。詳細：{url}',
    update: '更新',
    correction: '訂正',
    kill: '配信取り消し',
    replaces: '本リリースは、これまでに配信したすべての版に代わるものです。',
    withdrawn: '本リリースの配信を取り消します。掲載をお控えいただき、掲載済みの記事は削除してくださいますようお願いいたします。',
    test: 'テスト配信',
    testNotice:
      'これは{wire}との接続を確認するためのテスト配信です。ニュースではありませんので、掲載しないようお願いいたします。',
    machineTranslated: 'この文章は機械翻訳です。原文を正とします。',
    deskNote: '編集部への連絡事項',
    files: '添付ファイル',
    unsubscribe: '配信停止',
    unsubscribed: '今後、{wire}からこのアドレスにメールは届きません。',
    whyReceived: 'このメールは、{wire}のプレスリリース配信先として登録されているアドレスにお送りしています。',
  },
}
