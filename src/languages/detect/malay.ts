/**
 * Words that one of Indonesian and Malay has and the other does not, or hardly: how each spells what they share (`karena`, `kerana`), and
 * what each calls a thing (`perusahaan`, `syarikat`). No names, and nothing that is a word of both with two meanings.
 */
const indonesian = list(`
  bahwa karena bisa saat hal namun persen serikat adanya menemukan berbicara meskipun memenangkan sebagian tim pers bicara
  mobil pemerintah berhasil informasi upaya menyampaikan berarti keamanan perusahaan senin rabu kamis jumat mahasiswa
  diperkirakan juni juli agustus desember maret tanggal provinsi lokal mendukung punya majelis sang terlihat komite dukungan
  pribadi kebijakan biaya dimulai yaitu kasus siswa bisnis penjualan konferensi rapat departemen toko rencana mendatang pesan
  mengakhiri pertanyaan properti mengirim mengirimkan layanan memungkinkan menghindari menit khawatir direktur direksi peran
  kelompok keterampilan akun sebesar internasional memulai dekade kabar mencoba berbagai berpikir berbeda kondisi film situs
  mandiri mengungkapkan guna mengajukan bilang resmi karakter selanjutnya merek serangkaian dampak produksi terkait publik
  tumbuh setidaknya alasan telepon grup masyarakat meski usia universitas uang membahas wawancara jalur dibangun pabrik karier
  seluler membutuhkan kantor merilis menyebutkan kamar pasien periode komentar keuntungan sekretaris gratis proyek dijadwalkan
  komisi meluncurkan menyenangkan perawatan miliar menyadari nomor mode balai kualitas aktivitas fasilitas komunitas kapasitas
  kreativitas identitas prioritas realitas utilitas mayoritas otoritas produktivitas efektivitas jadwal dilakukan ponsel
  triliun pelaku lingkungan kesehatan tutur pungkas sebut ungkap apabila maupun mau coba beri kirim pakai listrik bandara
  stasiun tol apotek dokter perawat pelatihan kuliah dosen siswi pengelola penyedia pengembangan peluncuran peresmian sekitar
  dari para kabupaten kecamatan walikota bupati kemarin besok asuransi nasabah perbankan investasi rugi pendapatan pertumbuhan
  kuartal semester triwulan keuangan konsumen hektare nasional nasional kerja sama kemitraan
  berkelanjutan`)
const malay = list(`
  bahawa kerana boleh daripada beliau selepas apabila ialah polis semasa lelaki peratus syarikat kawasan semula ahad isnin rabu
  khamis jumaat ramai pasukan tentera akhbar mengikut sebarang bercakap pegawai perhimpunan bahagian amat dijangka walau
  kerajaan laman memenangi maklumat cuba berumur baharu tiada menyertai kempen keselamatan pelbagai adakah rakan sukan mengundi
  majlis tempatan jawatankuasa menghantar jun julai ogos disember mac talian sokongan perniagaan perkhidmatan rekod parlimen
  mahu agensi awam peribadi minit persekutuan berjaya memulakan bermakna telefon petang penyiasatan filem sahaja kesan
  kelihatan undian jawatan kajian antarabangsa kes rahsia watak pengarah sempadan berbeza kejayaan penyelesaian komen
  menamatkan mencipta jualan kemahiran berkenaan kilang pasaran bermula mesej tambah mendedahkan kedai bekas hartanah
  berdekatan jenayah berterusan supaya akaun pengeluar projek memaklumkan siri universiti kebangsaan kesemua sebenar kelebihan
  keterangan kekal rakaman khas encik setiausaha permulaan kemalangan fesyen cadangan sebahagian pertubuhan perbicaraan
  golongan manakala mengelakkan pengeluaran kawalan gembira bersetuju dijadualkan matlamat jenama tempoh kemudiannya seterusnya
  suruhanjaya mencadangkan pesakit rekaan tajuk sedunia mesyuarat kakitangan bilik kualiti aktiviti fasiliti komuniti kapasiti
  kreativiti identiti keutamaan realiti utiliti majoriti produktiviti jadual iaitu menerusi mahupun wang bilion trilion kerjaya
  pelancaran perasmian anugerah pembekal pengurusan pengerusi kumpulan swasta datuk bandar dato puan ringgit insurans pelabur
  pelaburan kewangan bekalan elektrik keretapi lebuhraya doktor jururawat pensyarah pelajar ahli tahun lepas kelmarin turut
  menyifatkan tambahnya kemas kini sesawang capaian rakyatnya kelestarian kecekapan berupaya berkata sempena bertempat
  dianjurkan penganjur penyertaan perlawanan kejohanan jurulatih kementerian`)

// What both have is no evidence: a list is easier to keep if nobody has to look into the other.
const onlyIndonesian = indonesian.difference(malay)
const onlyMalay = malay.difference(indonesian)

/** Endings of learned words, which the two took from different languages: `universitas`, `universiti`. */
const [indonesianEnding, malayEnding] = [/.{3}(itas|isasi|if)$/, /.{3}(iti|isme)$/]

/**
 * Whether a text is Indonesian rather than Malay, by its words.
 *
 * @param words in lower case
 * @returns how many words are evidence for either; both 0 where nothing tells
 */
export function countMalayWords(words: readonly string[]): { indonesian: number; malay: number } {
  const counts = { indonesian: 0, malay: 0 }
  for (const word of words) {
    if (onlyIndonesian.has(word) || (indonesianEnding.test(word) && !onlyMalay.has(word))) counts.indonesian += 1
    else if (onlyMalay.has(word) || malayEnding.test(word)) counts.malay += 1
  }
  return counts
}

function list(words: string): Set<string> {
  return new Set(words.trim().split(/\s+/))
}
