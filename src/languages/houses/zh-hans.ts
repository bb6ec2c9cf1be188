import { type House, longDate } from '../house.ts'

/** Simplified Chinese as its newsrooms write it. */
export const simplifiedChinese: House = {
  language: 'zh-Hans',
  englishName: 'Simplified Chinese',
  nativeName: '简体中文',
  script: 'Hans',
  direction: 'ltr',
  quotes: { outer: ['“', '”'], inner: ['‘', '’'] },
  dateline: '{place}，{date} – ',
  date: longDate,
  list: { comma: '、', last: '和' },
  number: { decimal: '.', group: ',' },
  colon: '：',
  phrases: {
    lead: '({wire}) – ',
    about: '关于{name}',
    sectors: '行业',
    contact: '媒体联系人',
    embargoedUntil: '{time} 前禁止发布',
    disclaimer: '本文由第三方内容提供商提供。{wire}（{url}）对此不作任何保证或陈述。',
    boilerplate: '{wire} 以多种语言向多个国家和地区的媒体实时发布新闻稿。了解更多：{url}',
    update: '更新',
    correction: '更正',
    kill: '撤稿通知',
    replaces: '本稿取代此前发布的所有版本。',
    withdrawn: '本新闻稿已撤回，请勿发布；已发布的内容，请予以删除。',
    machineTranslated: '本文由机器翻译，以原文为准。',
    unsubscribe: '退订',
    unsubscribed: '{wire}将不再向此地址发送邮件。',
    whyReceived: '您收到此邮件，是因为该地址已登记为 {wire} 的新闻稿接收地址。',
  },
}
