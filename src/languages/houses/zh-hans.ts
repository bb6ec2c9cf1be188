import type { House } from '../house.ts'

/** Simplified Chinese as its newsrooms write it. */
export const simplifiedChinese: House = {
  language: 'zh-Hans',
  nativeName: '简体中文',
  direction: 'ltr',
  lead: '({wire}) – ',
  dateline: '{place}，{date} – ',
  sectors: '行业',
  contact: '媒体联系人',
  embargoedUntil: '{time} 前禁止发布',
  listComma: '、',
  colon: '：',
  disclaimer: '本文由第三方内容提供商提供。{wire}（{url}）对此不作任何保证或陈述。',
  wireBoilerplate: '{wire} 以多种语言向多个国家和地区的媒体实时发布新闻稿。了解更多：{url}',
  unsubscribe: '退订',
  unsubscribed: '{wire}将不再向此地址发送邮件。',
  whyReceived: '您收到此邮件，是因为该地址已登记为 {wire} 的新闻稿接收地址。',
}
