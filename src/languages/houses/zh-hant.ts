import { type House, longDate } from '../house.ts'

/** Traditional Chinese as its newsrooms write it. */
export const traditionalChinese: House = {
  language: 'zh-Hant',
  englishName: 'Traditional Chinese',
  nativeName: '繁體中文',
  script: 'Hant',
  direction: 'ltr',
  quotes: { outer: ['「', '」'], inner: ['『', '』'] },
  dateline: '{place}，{date} – ',
  date: longDate,
  list: { comma: '、', last: '和' },
  number: { decimal: '.', group: ',' },
  colon: '：',
  phrases: {
    lead: '({wire}) – ',
    about: '關於{name}',
    sectors: '產業類別',
    contact: '媒體聯絡人',
    embargoedUntil: '{time} 前禁止發布',
    disclaimer: '本文由第三方內容提供者提供。{wire}（{url}）對此不作任何保證或陳述。',
    boilerplate: '{wire} 以多種語言向多個國家和地區的媒體即時發布新聞稿。了解更多：{url}',
    update: '更新',
    correction: '更正',
    kill: '撤稿通知',
    replaces: '本稿取代先前發布的所有版本。',
    withdrawn: '本新聞稿已撤回，請勿刊登；已刊登的內容，請予以移除。',
    machineTranslated: '本文由機器翻譯，以原文為準。',
    unsubscribe: '取消訂閱',
    unsubscribed: '{wire}將不再寄送郵件至此地址。',
    whyReceived: '您收到此郵件，是因為這個地址已登記為 {wire} 的新聞稿收件地址。',
  },
}
