import { type House, longDate } from '../house.ts'

/** Malay as its newsrooms write it. */
export const malay: House = {
  language: 'ms',
  englishName: 'Malay',
  nativeName: 'Bahasa Melayu',
  script: 'Latn',
  direction: 'ltr',
  quotes: { outer: ['“', '”'], inner: ['‘', '’'] },
  dateline: '{place}, {date} – ',
  date: longDate,
  list: { comma: ', ', last: ' dan ' },
  number: { decimal: '.', group: ',' },
  colon: ': ',
  phrases: {
    lead: '({wire}) – ',
    about: 'Mengenai {name}',
    sectors: 'Sektor',
    contact: 'Hubungan media',
    embargoedUntil: 'Embargo sehingga {time}',
    disclaimer:
      'Artikel ini disediakan oleh penyedia kandungan pihak ketiga. {wire} ({url}) tidak memberikan sebarang jaminan atau representasi berkaitan dengannya.',
    boilerplate:
      '{wire} mengedarkan siaran akhbar secara masa nyata kepada media di banyak negara dan dalam pelbagai bahasa. Maklumat lanjut di {url}',
    update: 'Kemas kini',
    correction: 'Pembetulan',
    kill: 'Notis pembatalan',
    replaces: 'Teks ini menggantikan semua versi terdahulu siaran akhbar ini.',
    withdrawn: 'Siaran akhbar ini ditarik balik. Sila jangan terbitkannya dan padamkan apa yang telah diterbitkan.',
    test: 'UJIAN',
    testNotice: 'Ini ujian sambungan dengan {wire}, bukan berita. Sila jangan terbitkannya.',
    machineTranslated: 'Terjemahan mesin; teks asal ialah rujukan yang sah.',
    deskNote: 'Nota kepada pengarang',
    files: 'Fail lampiran',
    unsubscribe: 'Berhenti melanggan',
    unsubscribed: '{wire} tidak akan menghantar e-mel lagi ke alamat ini.',
    whyReceived: 'Anda menerima e-mel ini kerana alamat ini tersenarai sebagai penerima siaran akhbar {wire}.',
  },
}
