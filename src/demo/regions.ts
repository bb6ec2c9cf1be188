/** A language in a country, with the words that its newspapers are named from. */
export type Region = {
  language: string
  country: string
  timeZone: string
  places: readonly string[]
  /** `{}` is the place */
  titles: readonly string[]
  /** what a second newsroom of the same paper is called */
  desks: readonly string[]
}

const english = 'Online|Business|Energy Desk|Weekend'
const chinese = { simplified: '网|财经|能源频道|周刊', traditional: '網|財經|能源頻道|週刊' }

/** Fifteen languages in twenty countries. Nine places and eight titles each: without a common divisor, every pair comes up. */
export const regions: readonly Region[] = [
  region('en-US America/New_York', {
    places: 'Fairhaven|Cedar Falls|Brookfield|Lakeport|Ashland|Mill Valley|Northfield|Bay City|Summit Ridge',
    titles: '{} Ledger|{} Business Journal|The {} Courier|{} Evening Post|{} Daily News|{} Monitor|{} Energy Report|{} Wire',
    desks: english,
  }),
  region('ar-AE Asia/Dubai', {
    places: 'دبي|أبوظبي|الشارقة|عجمان|الفجيرة|رأس الخيمة|العين|أم القيوين|الخليج',
    titles: 'صحيفة {} اليوم|أخبار {}|{} الاقتصادية|مرآة {}|صوت {}|{} للطاقة|منبر {}|بوابة {}',
    desks: 'الإلكترونية|الأعمال|قسم الطاقة|الأسبوعية',
  }),
  region('ja-JP Asia/Tokyo', {
    places: '東都|浪速|武蔵|常陸|越後|讃岐|肥後|日向|津軽',
    titles: '{}新聞|{}日報|{}経済新聞|{}タイムズ|{}エネルギー通信|{}産業新報|{}夕刊|週刊{}',
    desks: 'デジタル|ビジネス|エネルギー面|日曜版',
  }),
  region('zh-Hans-CN Asia/Shanghai', {
    places: '江南|海河|岭南|齐鲁|巴蜀|关中|闽江|湘江|辽东',
    titles: '{}日报|{}晚报|{}财经|{}时报|{}都市报|{}能源报|{}商报|{}新闻网',
    desks: chinese.simplified,
  }),
  region('de-DE Europe/Berlin', {
    places: 'Elbtal|Neckar|Havelland|Ruhrtal|Ostsee|Allgäu|Taunus|Weser|Spree',
    titles: '{}er Anzeiger|{}-Kurier|{}er Tageblatt|{}-Zeitung|Wirtschaftsblatt {}|Energiebrief {}|{}-Rundschau|Stimme {}',
    desks: 'Online|Wirtschaft|Energie|am Sonntag',
  }),
  region('es-ES Europe/Madrid', {
    places: 'Levante|Ribera|Sierra Norte|Campo Real|Costa Brava|Las Vegas Altas|Tajo|Miño|Alcarria',
    titles: 'Diario de {}|El Correo de {}|La Voz de {}|{} Económico|Gaceta de {}|{} Digital|Energía {}|El Faro de {}',
    desks: 'Digital|Negocios|Energía|Dominical',
  }),
  region('fr-FR Europe/Paris', {
    places: 'Val de Loire|Haute-Garonne|Beauce|Vexin|Cotentin|Vercors|Camargue|Morvan|Quercy',
    titles: 'Le Courrier – {}|La Dépêche – {}|L’Écho – {}|{} Matin|{} Éco|Le Journal – {}|{} Énergies|La Gazette – {}',
    desks: 'en ligne|Économie|Énergie|Dimanche',
  }),
  region('pt-BR America/Sao_Paulo', {
    places: 'Vale Verde|Serra Azul|Rio Claro|Porto Novo|Campo Belo|Monte Alto|Lagoa Santa|Boa Vista|Ponta Grossa',
    titles: 'Diário de {}|Correio de {}|Folha de {}|{} Econômico|Tribuna de {}|Gazeta de {}|{} Energia|Jornal de {}',
    desks: 'On-line|Negócios|Energia|Domingo',
  }),
  region('ko-KR Asia/Seoul', {
    places: '한강|낙동|영산|금강|설악|동해|남도|백두|한라',
    titles: '{}일보|{}신문|{}경제|{}타임스|{}에너지신문|{}뉴스|{}저널|주간{}',
    desks: '온라인|비즈니스|에너지부|주말판',
  }),
  region('zh-Hant-TW Asia/Taipei', {
    places: '淡水|玉山|蘭陽|嘉南|濁水|高屏|澎湖|花東|桃竹',
    titles: '{}日報|{}晚報|{}財經|{}時報|{}新聞網|{}能源週刊|{}工商報|{}論壇報',
    desks: chinese.traditional,
  }),
  region('ru-KZ Asia/Almaty', {
    places: 'Степь|Алатау|Иртыш|Каспий|Балхаш|Тараз|Сарыарка|Жетысу|Тобол',
    titles: '{} сегодня|Вестник «{}»|Деловая газета «{}»|{}-Информ|Вечерняя газета «{}»|{} Энерго|Голос: {}|{} Экспресс',
    desks: 'онлайн|Бизнес|Энергетика|Выходные',
  }),
  region('vi-VN Asia/Ho_Chi_Minh', {
    places: 'Sông Hồng|Cửu Long|Tây Nguyên|Hải Vân|Bạch Đằng|Sông Hương|Đồng Nai|Hoàng Liên|Trường Sa',
    titles: 'Báo {}|{} Thời báo|Kinh tế {}|Tin tức {}|Diễn đàn {}|Năng lượng {}|{} Online|Tạp chí {}',
    desks: 'Điện tử|Kinh doanh|Năng lượng|Cuối tuần',
  }),
  region('th-TH Asia/Bangkok', {
    places: 'เจ้าพระยา|ล้านนา|อันดามัน|อีสาน|ภูพาน|แม่โขง|ศรีวิชัย|สุโขทัย|ท่าจีน',
    titles: '{}นิวส์|ข่าว{}|{}รายวัน|{}ธุรกิจ|{}โพสต์|พลังงาน{}|เสียง{}|{}ออนไลน์',
    desks: 'ดิจิทัล|เศรษฐกิจ|พลังงาน|ฉบับวันอาทิตย์',
  }),
  region('id-ID Asia/Jakarta', {
    places: 'Nusantara|Priangan|Mahakam|Toba|Merapi|Sriwijaya|Bahari|Khatulistiwa|Madura',
    titles: 'Harian {}|Kabar {}|Suara {}|{} Bisnis|Warta {}|Tribun Warga {}|Energi {}|Media {}',
    desks: 'Daring|Ekonomi|Energi|Akhir Pekan',
  }),
  region('ms-MY Asia/Kuala_Lumpur', {
    places: 'Kinabalu|Langkawi|Titiwangsa|Rajang|Gombak|Kuantan|Pahang|Seri Menanti|Lumut',
    titles: 'Utusan Warga {}|Berita {}|Sinar Pagi {}|Suara {}|Warta {}|{} Niaga|Tenaga {}|Akhbar {}',
    desks: 'Dalam Talian|Perniagaan|Tenaga|Ahad',
  }),
  region('en-GB Europe/London', {
    places: 'Thornbury|Kelso|Wexcombe|Harbour Moor|Aldwick|Stroudley|Penmarsh|Calder|Easterly',
    titles:
      '{} Gazette|The {} Chronicle|{} Argus|{} Evening Standard-Bearer|{} Business Review|{} Echo|{} Power Weekly|{} Advertiser',
    desks: english,
  }),
  region('ar-SA Asia/Riyadh', {
    places: 'الرياض|جدة|الدمام|المدينة|تبوك|أبها|حائل|نجران|القصيم',
    titles: 'صحيفة {} اليوم|أخبار {}|{} الاقتصادية|مرآة {}|صوت {}|{} للطاقة|منبر {}|بوابة {}',
    desks: 'الإلكترونية|الأعمال|قسم الطاقة|الأسبوعية',
  }),
  region('es-MX America/Mexico_City', {
    places: 'Anáhuac|Bajío|Mixteca|Huasteca|Altiplano|Costa Chica|La Laguna|Tierra Caliente|Papaloapan',
    titles: 'El Heraldo de {}|Noticias de {}|El Sol de la {}|{} Financiero|Diario {}|{} al Día|Energía {}|La Crónica de {}',
    desks: 'Digital|Negocios|Energía|Dominical',
  }),
  region('zh-Hant-HK Asia/Hong_Kong', {
    places: '維港|獅子山|大嶼|新界|太平山|香島|西貢|青衣|南丫',
    titles: '{}日報|{}晚報|{}財經|{}時報|{}新聞網|{}能源週刊|{}商報|{}評論',
    desks: chinese.traditional,
  }),
  region('en-SG Asia/Singapore', {
    places: 'Marina|Kallang|Changi|Katong|Sentosa|Punggol|Jurong|Bukit Timah|Orchard',
    titles: '{} Times|{} Tribune|{} Business Daily|{} Today|{} Maritime News|{} Insider|{} Energy Asia|{} Herald',
    desks: english,
  }),
]

type Words = { places: string; titles: string; desks: string }

function region(key: string, { places, titles, desks }: Words): Region {
  const [tag = '', timeZone = ''] = key.split(' ')
  const { language, script, region: country = '' } = new Intl.Locale(tag)
  return {
    language: script ? `${language}-${script}` : language,
    country,
    timeZone,
    places: places.split('|'),
    titles: titles.split('|'),
    desks: desks.split('|'),
  }
}
