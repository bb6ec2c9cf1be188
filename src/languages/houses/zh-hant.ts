import type { House } from '../house.ts'

/** Traditional Chinese as its newsrooms write it. */
export const traditionalChinese: House = {
  language: 'zh-Hant',
  nativeName: '繁體中文',
  direction: 'ltr',
  lead: '({wire}) – ',
  dateline: '{place}，{date} – ',
  sectors: '產業類別',
  contact: '媒體聯絡人',
  embargoedUntil: '{time} 前禁止發布',
  listComma: '、',
  colon: '：',
  disclaimer: '本文由第三方內容提供者提供。{wire}（{url}）對此不作任何保證或陳述。',
  wireBoilerplate: '{wire} 以多種語言向多個國家和地區的媒體即時發布新聞稿。了解更多：{url}',
  unsubscribe: '取消訂閱',
  unsubscribed: '{wire}將不再寄送郵件至此地址。',
  whyReceived: '您收到此郵件，是因為這個地址已登記為 {wire} 的新聞稿收件地址。',
}
