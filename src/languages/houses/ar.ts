import type { House } from '../house.ts'

/** Arabic as its newsrooms write it. */
export const arabic: House = {
  language: 'ar',
  nativeName: 'العربية',
  direction: 'rtl',
  lead: '({wire}) – ',
  dateline: '{place}، {date} – ',
  sectors: 'القطاعات',
  contact: 'للتواصل الإعلامي',
  embargoedUntil: 'محظور النشر حتى {time}',
  listComma: '، ',
  colon: ': ',
  disclaimer: 'يتم توفير المقال من قبل مزود محتوى خارجي. لا تقدم {wire} ({url}) أي ضمانات أو تصريحات فيما يتعلق بذلك.',
  wireBoilerplate: 'توزّع {wire} البيانات الصحفية في الوقت الفعلي على وسائل الإعلام في بلدان كثيرة وبلغات متعددة. للمزيد: {url}',
  unsubscribe: 'إلغاء الاشتراك',
  unsubscribed: 'لن تصلك رسائل أخرى من {wire} على هذا العنوان.',
  whyReceived: 'تصلك هذه الرسالة لأن عنوانك مدرج لدى {wire} لتلقي البيانات الصحفية.',
}
