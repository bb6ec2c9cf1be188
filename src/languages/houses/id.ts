import type { House } from '../house.ts'

/** Indonesian as its newsrooms write it. */
export const indonesian: House = {
  language: 'id',
  nativeName: 'Bahasa Indonesia',
  direction: 'ltr',
  lead: '({wire}) – ',
  dateline: '{place}, {date} – ',
  sectors: 'Sektor',
  contact: 'Kontak media',
  embargoedUntil: 'Embargo hingga {time}',
  listComma: ', ',
  colon: ': ',
  disclaimer:
    'Artikel ini disediakan oleh penyedia konten pihak ketiga. {wire} ({url}) tidak memberikan jaminan atau pernyataan apa pun sehubungan dengan hal tersebut.',
  wireBoilerplate:
    '{wire} mendistribusikan siaran pers secara langsung kepada media di banyak negara dan dalam berbagai bahasa. Selengkapnya di {url}',
  unsubscribe: 'Berhenti berlangganan',
  unsubscribed: '{wire} tidak akan mengirim surel lagi ke alamat ini.',
  whyReceived: 'Anda menerima surel ini karena alamat ini terdaftar sebagai penerima siaran pers {wire}.',
}
