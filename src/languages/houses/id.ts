import { type House, longDate } from '../house.ts'

/** Indonesian as its newsrooms write it. */
export const indonesian: House = {
  language: 'id',
  englishName: 'Indonesian',
  nativeName: 'Bahasa Indonesia',
  script: 'Latn',
  direction: 'ltr',
  quotes: { outer: ['“', '”'], inner: ['‘', '’'] },
  dateline: '{place}, {date} – ',
  date: longDate,
  list: { comma: ', ', last: ' dan ' },
  number: { decimal: ',', group: '.' },
  colon: ': ',
  phrases: {
    lead: '({wire}) – ',
    about: 'Tentang {name}',
    sectors: 'Sektor',
    contact: 'Kontak media',
    embargoedUntil: 'Embargo hingga {time}',
    disclaimer:
      'Artikel ini disediakan oleh penyedia konten pihak ketiga. {wire} ({url}) tidak memberikan jaminan atau pernyataan apa pun sehubungan dengan hal tersebut.',
    boilerplate:
      '{wire} mendistribusikan siaran pers secara langsung kepada media di banyak negara dan dalam berbagai bahasa. Selengkapnya di {url}',
    update: 'Pembaruan',
    correction: 'Koreksi',
    kill: 'Pemberitahuan pembatalan',
    replaces: 'Teks ini menggantikan semua versi sebelumnya dari siaran pers ini.',
    withdrawn: 'Siaran pers ini ditarik. Mohon tidak memuatnya dan menghapus yang sudah terbit.',
    test: 'UJI COBA',
    testNotice: 'Ini uji coba sambungan dengan {wire}, bukan berita. Mohon tidak memuatnya.',
    machineTranslated: 'Terjemahan mesin; naskah asli yang menjadi acuan.',
    deskNote: 'Catatan untuk redaksi',
    files: 'Berkas terlampir',
    unsubscribe: 'Berhenti berlangganan',
    unsubscribed: '{wire} tidak akan mengirim surel lagi ke alamat ini.',
    whyReceived: 'Anda menerima surel ini karena alamat ini terdaftar sebagai penerima siaran pers {wire}.',
  },
}
