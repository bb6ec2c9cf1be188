import { type House, longDate } from '../house.ts'

/** Thai as its newsrooms write it. */
export const thai: House = {
  language: 'th',
  englishName: 'Thai',
  nativeName: 'ไทย',
  script: 'Thai',
  direction: 'ltr',
  quotes: { outer: ['“', '”'], inner: ['‘', '’'] },
  dateline: '{place}, {date} – ',
  date: { ...longDate, calendar: 'buddhist' },
  list: { comma: ', ', last: ' และ' },
  number: { decimal: '.', group: ',' },
  colon: ': ',
  phrases: {
    lead: '({wire}) – ',
    about: 'เกี่ยวกับ {name}',
    sectors: 'หมวดหมู่',
    contact: 'ติดต่อฝ่ายสื่อมวลชน',
    embargoedUntil: 'ห้ามเผยแพร่ก่อน {time}',
    disclaimer: 'บทความนี้จัดทำโดยผู้ให้บริการเนื้อหาภายนอก {wire} ({url}) ไม่ให้การรับประกันหรือการรับรองใด ๆ ที่เกี่ยวข้องกับบทความนี้',
    boilerplate: '{wire} เผยแพร่ข่าวประชาสัมพันธ์แบบเรียลไทม์ไปยังสื่อมวลชนในหลายประเทศและหลายภาษา ดูข้อมูลเพิ่มเติมได้ที่ {url}',
    update: 'อัปเดต',
    correction: 'แก้ไขข่าว',
    kill: 'แจ้งยกเลิกข่าว',
    replaces: 'ข่าวฉบับนี้ใช้แทนฉบับก่อนหน้าทั้งหมด',
    withdrawn: 'ข่าวประชาสัมพันธ์นี้ถูกยกเลิกแล้ว โปรดงดเผยแพร่และลบเนื้อหาที่เผยแพร่ไปแล้ว',
    machineTranslated: 'ข้อความนี้แปลด้วยเครื่อง โปรดยึดต้นฉบับเป็นหลัก',
    unsubscribe: 'ยกเลิกการรับข่าวสาร',
    unsubscribed: '{wire} จะไม่ส่งอีเมลมายังที่อยู่นี้อีก',
    whyReceived: 'คุณได้รับอีเมลนี้เนื่องจากที่อยู่นี้อยู่ในรายชื่อผู้รับข่าวประชาสัมพันธ์ของ {wire}',
  },
}
