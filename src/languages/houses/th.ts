import type { House } from '../house.ts'

/** Thai as its newsrooms write it. */
export const thai: House = {
  language: 'th',
  nativeName: 'ไทย',
  direction: 'ltr',
  lead: '({wire}) – ',
  dateline: '{place}, {date} – ',
  sectors: 'หมวดหมู่',
  contact: 'ติดต่อฝ่ายสื่อมวลชน',
  embargoedUntil: 'ห้ามเผยแพร่ก่อน {time}',
  listComma: ', ',
  colon: ': ',
  disclaimer: 'บทความนี้จัดทำโดยผู้ให้บริการเนื้อหาภายนอก {wire} ({url}) ไม่ให้การรับประกันหรือการรับรองใด ๆ ที่เกี่ยวข้องกับบทความนี้',
  wireBoilerplate: '{wire} เผยแพร่ข่าวประชาสัมพันธ์แบบเรียลไทม์ไปยังสื่อมวลชนในหลายประเทศและหลายภาษา ดูข้อมูลเพิ่มเติมได้ที่ {url}',
  unsubscribe: 'ยกเลิกการรับข่าวสาร',
  unsubscribed: '{wire} จะไม่ส่งอีเมลมายังที่อยู่นี้อีก',
  whyReceived: 'คุณได้รับอีเมลนี้เนื่องจากที่อยู่นี้อยู่ในรายชื่อผู้รับข่าวประชาสัมพันธ์ของ {wire}',
}
