import { type House, longDate } from '../house.ts'

/** Arabic as its newsrooms write it. */
export const arabic: House = {
  language: 'ar',
  englishName: 'Arabic',
  nativeName: 'العربية',
  script: 'Arab',
  direction: 'rtl',
  quotes: { outer: ['«', '»'], inner: ['“', '”'] },
  dateline: '{place}، {date} – ',
  date: longDate,
  list: { comma: '، ', last: ' و' },
  number: { decimal: '.', group: ',' },
  colon: ': ',
  phrases: {
    lead: '({wire}) – ',
    about: 'نبذة عن {name}',
    sectors: 'القطاعات',
    contact: 'للتواصل الإعلامي',
    embargoedUntil: 'محظور النشر حتى {time}',
    disclaimer: 'يتم توفير المقال من قبل مزود محتوى خارجي. لا تقدم {wire} ({url}) أي ضمانات أو تصريحات فيما يتعلق بذلك.',
    boilerplate: 'توزّع {wire} البيانات الصحفية في الوقت الفعلي على وسائل الإعلام في بلدان كثيرة وبلغات متعددة. للمزيد: {url}',
    update: 'تحديث',
    correction: 'تصويب',
    kill: 'إشعار بعدم النشر',
    replaces: 'يحل هذا النص محل جميع النسخ السابقة من هذا البيان.',
    withdrawn: 'سُحب هذا البيان. يُرجى عدم نشره وحذف ما نُشر منه.',
    machineTranslated: 'ترجمة آلية، والنص الأصلي هو المعتمد.',
    unsubscribe: 'إلغاء الاشتراك',
    unsubscribed: 'لن تصلك رسائل أخرى من {wire} على هذا العنوان.',
    whyReceived: 'تصلك هذه الرسالة لأن عنوانك مدرج لدى {wire} لتلقي البيانات الصحفية.',
  },
}
