import type { House } from '../house.ts'

/** Malay as its newsrooms write it. */
export const malay: House = {
  language: 'ms',
  nativeName: 'Bahasa Melayu',
  direction: 'ltr',
  lead: '({wire}) – ',
  dateline: '{place}, {date} – ',
  sectors: 'Sektor',
  contact: 'Hubungan media',
  embargoedUntil: 'Embargo sehingga {time}',
  listComma: ', ',
  colon: ': ',
  disclaimer:
    'Artikel ini disediakan oleh penyedia kandungan pihak ketiga. {wire} ({url}) tidak memberikan sebarang jaminan atau representasi berkaitan dengannya.',
  wireBoilerplate:
    '{wire} mengedarkan siaran akhbar secara masa nyata kepada media di banyak negara dan dalam pelbagai bahasa. Maklumat lanjut di {url}',
  unsubscribe: 'Berhenti melanggan',
  unsubscribed: '{wire} tidak akan menghantar e-mel lagi ke alamat ini.',
  whyReceived: 'Anda menerima e-mel ini kerana alamat ini tersenarai sebagai penerima siaran akhbar {wire}.',
}
