/** The demo's release in one language; `body` is paragraphs of HTML. */
export type DemoEdition = {
  headline: string
  subheadline: string
  place: string
  body: readonly string[]
  /** what the issuer is called, and what it says of itself */
  issuer: string
  boilerplate: string
}

/** One announcement of a company that does not exist, in the wire's fifteen languages. */
export const editions: Readonly<Record<string, DemoEdition>> = {
  en: {
    headline: 'Aurelia Energy Switches On a Solar Plant That Runs Through the Night',
    subheadline: '640 megawatts of panels and ten hours of storage supply 190,000 homes outside Dubai',
    place: 'Dubai',
    body: [
      '<p>Aurelia Energy today connected its <a href="https://aurelia.example/al-noor">Al Noor plant</a> to the grid: 640 megawatts of solar panels and batteries that carry their output through ten hours of darkness.</p>',
      '<p>“Solar power used to end at sunset. Here it ends when the customers say so,” said Leila Haddad, chief executive of Aurelia Energy.</p>',
      '<p>The plant was built in 22 months, stores <strong>2.4 gigawatt-hours</strong> without cobalt, and replaces two gas turbines that had run since 1998.</p>',
    ],
    issuer: 'Aurelia Energy',
    boilerplate: 'About Aurelia Energy: Aurelia Energy plans, builds and runs solar plants with storage in eleven countries.',
  },
  ar: {
    headline: 'أوريليا للطاقة تشغّل محطة شمسية تعمل طوال الليل',
    subheadline: 'ألواح بقدرة 640 ميغاواط وتخزين لعشر ساعات لتزويد 190 ألف منزل قرب دبي',
    place: 'دبي',
    body: [
      '<p>ربطت شركة أوريليا للطاقة اليوم <a href="https://aurelia.example/al-noor">محطة النور</a> بالشبكة الكهربائية، وهي تضم ألواحاً شمسية بقدرة 640 ميغاواط وبطاريات تمدّ الشبكة بالكهرباء على مدى عشر ساعات من الظلام.</p>',
      '<p>وقالت ليلى حداد، الرئيسة التنفيذية لأوريليا للطاقة: «كانت الطاقة الشمسية تنتهي عند الغروب، أما هنا فتنتهي حين يشاء المستهلك».</p>',
      '<p>وقد شُيّدت المحطة في 22 شهراً، وتخزّن <strong>2.4 غيغاواط ساعة</strong> من دون استخدام الكوبالت، وتحلّ محلّ توربينين غازيين كانا يعملان منذ عام 1998.</p>',
    ],
    issuer: 'أوريليا للطاقة',
    boilerplate: 'نبذة عن أوريليا للطاقة: تخطّط أوريليا للطاقة لمحطات شمسية مزوّدة بالتخزين وتبنيها وتشغّلها في أحد عشر بلداً.',
  },
  ja: {
    headline: 'アウレリア・エナジー、夜通し発電を続ける太陽光発電所を稼働',
    subheadline: '640メガワットのパネルと10時間の蓄電で、ドバイ近郊の19万世帯に電力を供給',
    place: 'ドバイ',
    body: [
      '<p>アウレリア・エナジーは本日、<a href="https://aurelia.example/al-noor">アル・ヌール発電所</a>を送電網に接続しました。640メガワットの太陽光パネルと、日没後10時間にわたり電力を供給する蓄電池を備えています。</p>',
      '<p>「太陽光発電は日没で終わるものでした。ここでは、お客様が必要とする限り続きます」と、最高経営責任者のレイラ・ハダドは述べています。</p>',
      '<p>建設期間は22か月。コバルトを使わずに<strong>2.4ギガワット時</strong>を蓄え、1998年から稼働してきた2基のガスタービンに代わります。</p>',
    ],
    issuer: 'アウレリア・エナジー',
    boilerplate: 'アウレリア・エナジーについて：蓄電設備を備えた太陽光発電所の計画、建設、運営を11か国で手がけています。',
  },
  'zh-Hans': {
    headline: '奥瑞利亚能源启用可彻夜供电的太阳能电站',
    subheadline: '640兆瓦光伏板配合十小时储能，为迪拜近郊19万户家庭供电',
    place: '迪拜',
    body: [
      '<p>奥瑞利亚能源今日将<a href="https://aurelia.example/al-noor">光明电站</a>接入电网。该电站装有640兆瓦光伏板，所配电池可在入夜后持续供电十小时。</p>',
      '<p>奥瑞利亚能源首席执行官莱拉·哈达德表示：“过去，太阳能随日落而止；在这里，何时停止由用户决定。”</p>',
      '<p>电站历时22个月建成，储能容量达<strong>2.4吉瓦时</strong>，不使用钴，并将取代自1998年起运行的两台燃气轮机。</p>',
    ],
    issuer: '奥瑞利亚能源',
    boilerplate: '关于奥瑞利亚能源：奥瑞利亚能源在十一个国家规划、建设并运营配备储能的太阳能电站。',
  },
  'zh-Hant': {
    headline: '奧瑞利亞能源啟用可徹夜供電的太陽能電廠',
    subheadline: '640兆瓦太陽能板搭配十小時儲能，為杜拜近郊19萬戶家庭供電',
    place: '杜拜',
    body: [
      '<p>奧瑞利亞能源今日將<a href="https://aurelia.example/al-noor">光明電廠</a>併入電網。該電廠裝有640兆瓦太陽能板，所配電池可在入夜後持續供電十小時。</p>',
      '<p>奧瑞利亞能源執行長萊拉·哈達德表示：「過去，太陽能隨日落而止；在這裡，何時停止由用戶決定。」</p>',
      '<p>電廠歷時22個月建成，儲能容量達<strong>2.4吉瓦時</strong>，不使用鈷，並將取代自1998年起運轉的兩座燃氣渦輪機。</p>',
    ],
    issuer: '奧瑞利亞能源',
    boilerplate: '關於奧瑞利亞能源：奧瑞利亞能源在十一個國家規劃、興建並營運配備儲能的太陽能電廠。',
  },
  ko: {
    headline: '아우렐리아 에너지, 밤새 전력을 공급하는 태양광 발전소 가동',
    subheadline: '640메가와트 패널과 10시간 저장 설비로 두바이 인근 19만 가구에 전력 공급',
    place: '두바이',
    body: [
      '<p>아우렐리아 에너지는 오늘 <a href="https://aurelia.example/al-noor">알누르 발전소</a>를 전력망에 연결했다. 이 발전소는 640메가와트 규모의 태양광 패널과 해가 진 뒤 10시간 동안 전력을 공급하는 배터리를 갖추고 있다.</p>',
      '<p>레일라 하다드 최고경영자는 “태양광 발전은 해가 지면 끝나는 것이었지만, 이곳에서는 고객이 원할 때까지 이어진다”고 말했다.</p>',
      '<p>발전소는 22개월 만에 완공되었으며, 코발트 없이 <strong>2.4기가와트시</strong>를 저장하고 1998년부터 가동해 온 가스터빈 두 기를 대체한다.</p>',
    ],
    issuer: '아우렐리아 에너지',
    boilerplate:
      '아우렐리아 에너지 소개: 아우렐리아 에너지는 11개국에서 저장 설비를 갖춘 태양광 발전소를 기획, 건설, 운영하고 있다.',
  },
  de: {
    headline: 'Aurelia Energy nimmt ein Solarkraftwerk in Betrieb, das die Nacht durchläuft',
    subheadline: '640 Megawatt Module und zehn Stunden Speicher versorgen 190.000 Haushalte bei Dubai',
    place: 'Dubai',
    body: [
      '<p>Aurelia Energy hat heute das <a href="https://aurelia.example/al-noor">Kraftwerk Al Noor</a> ans Netz gebracht: 640 Megawatt Solarmodule und Batterien, die ihren Strom durch zehn dunkle Stunden tragen.</p>',
      '<p>„Solarstrom endete bisher mit dem Sonnenuntergang. Hier endet er, wenn die Kunden es wollen“, sagte Leila Haddad, Vorstandsvorsitzende von Aurelia Energy.</p>',
      '<p>Das Kraftwerk entstand in 22 Monaten, speichert ohne Kobalt <strong>2,4 Gigawattstunden</strong> und ersetzt zwei Gasturbinen, die seit 1998 liefen.</p>',
    ],
    issuer: 'Aurelia Energy',
    boilerplate: 'Über Aurelia Energy: Aurelia Energy plant, baut und betreibt Solarkraftwerke mit Speichern in elf Ländern.',
  },
  fr: {
    headline: 'Aurelia Energy met en service une centrale solaire qui produit toute la nuit',
    subheadline: '640 mégawatts de panneaux et dix heures de stockage alimentent 190 000 foyers près de Dubaï',
    place: 'Dubaï',
    body: [
      '<p>Aurelia Energy a raccordé aujourd’hui au réseau sa <a href="https://aurelia.example/al-noor">centrale Al Noor</a> : 640 mégawatts de panneaux solaires et des batteries qui restituent leur production pendant dix heures d’obscurité.</p>',
      '<p>« L’énergie solaire s’arrêtait au coucher du soleil. Ici, elle s’arrête quand les clients le décident », a déclaré Leila Haddad, directrice générale d’Aurelia Energy.</p>',
      '<p>Construite en 22 mois, la centrale stocke <strong>2,4 gigawattheures</strong> sans cobalt et remplace deux turbines à gaz en service depuis 1998.</p>',
    ],
    issuer: 'Aurelia Energy',
    boilerplate:
      'À propos d’Aurelia Energy : Aurelia Energy conçoit, construit et exploite des centrales solaires avec stockage dans onze pays.',
  },
  es: {
    headline: 'Aurelia Energy pone en marcha una planta solar que funciona toda la noche',
    subheadline: '640 megavatios de paneles y diez horas de almacenamiento abastecen a 190.000 hogares cerca de Dubái',
    place: 'Dubái',
    body: [
      '<p>Aurelia Energy conectó hoy a la red su <a href="https://aurelia.example/al-noor">planta Al Noor</a>: 640 megavatios de paneles solares y baterías que sostienen el suministro durante diez horas de oscuridad.</p>',
      '<p>«La energía solar se acababa con la puesta de sol. Aquí se acaba cuando lo deciden los clientes», afirmó Leila Haddad, directora ejecutiva de Aurelia Energy.</p>',
      '<p>La planta se construyó en 22 meses, almacena <strong>2,4 gigavatios hora</strong> sin cobalto y sustituye a dos turbinas de gas en servicio desde 1998.</p>',
    ],
    issuer: 'Aurelia Energy',
    boilerplate:
      'Acerca de Aurelia Energy: Aurelia Energy proyecta, construye y opera plantas solares con almacenamiento en once países.',
  },
  pt: {
    headline: 'Aurelia Energy liga uma usina solar que funciona a noite inteira',
    subheadline: '640 megawatts em painéis e dez horas de armazenamento abastecem 190 mil casas perto de Dubai',
    place: 'Dubai',
    body: [
      '<p>A Aurelia Energy conectou hoje à rede a <a href="https://aurelia.example/al-noor">usina Al Noor</a>: 640 megawatts em painéis solares e baterias que mantêm o fornecimento por dez horas de escuridão.</p>',
      '<p>“A energia solar acabava no pôr do sol. Aqui, ela acaba quando o cliente quer”, disse Leila Haddad, diretora-presidente da Aurelia Energy.</p>',
      '<p>A usina foi construída em 22 meses, armazena <strong>2,4 gigawatts-hora</strong> sem cobalto e substitui duas turbinas a gás em operação desde 1998.</p>',
    ],
    issuer: 'Aurelia Energy',
    boilerplate:
      'Sobre a Aurelia Energy: a Aurelia Energy planeja, constrói e opera usinas solares com armazenamento em onze países.',
  },
  ru: {
    headline: 'Aurelia Energy запустила солнечную электростанцию, работающую всю ночь',
    subheadline: 'Панели на 640 мегаватт и десятичасовой накопитель снабжают 190 тысяч домов близ Дубая',
    place: 'Дубай',
    body: [
      '<p>Компания Aurelia Energy сегодня подключила к сети <a href="https://aurelia.example/al-noor">станцию «Аль-Нур»</a>: солнечные панели мощностью 640 мегаватт и аккумуляторы, которые отдают энергию в течение десяти часов темноты.</p>',
      '<p>«Раньше солнечная энергия заканчивалась на закате. Здесь она заканчивается тогда, когда решат потребители», — сказала генеральный директор Aurelia Energy Лейла Хаддад.</p>',
      '<p>Станция построена за 22 месяца, накапливает <strong>2,4 гигаватт-часа</strong> без применения кобальта и заменяет две газовые турбины, работавшие с 1998 года.</p>',
    ],
    issuer: 'Aurelia Energy',
    boilerplate:
      'О компании Aurelia Energy: Aurelia Energy проектирует, строит и эксплуатирует солнечные электростанции с накопителями в одиннадцати странах.',
  },
  vi: {
    headline: 'Aurelia Energy vận hành nhà máy điện mặt trời phát điện suốt đêm',
    subheadline: '640 megawatt tấm pin và mười giờ lưu trữ cấp điện cho 190.000 hộ gia đình gần Dubai',
    place: 'Dubai',
    body: [
      '<p>Hôm nay, Aurelia Energy đã hòa lưới <a href="https://aurelia.example/al-noor">nhà máy Al Noor</a>: 640 megawatt tấm pin mặt trời cùng hệ thống pin lưu trữ duy trì nguồn điện trong mười giờ không có nắng.</p>',
      '<p>“Trước đây điện mặt trời kết thúc khi hoàng hôn. Ở đây, nó kết thúc khi khách hàng muốn”, bà Leila Haddad, Tổng giám đốc Aurelia Energy, cho biết.</p>',
      '<p>Nhà máy được xây dựng trong 22 tháng, lưu trữ <strong>2,4 gigawatt giờ</strong> mà không dùng coban và thay thế hai tuabin khí vận hành từ năm 1998.</p>',
    ],
    issuer: 'Aurelia Energy',
    boilerplate:
      'Về Aurelia Energy: Aurelia Energy quy hoạch, xây dựng và vận hành các nhà máy điện mặt trời có lưu trữ tại mười một quốc gia.',
  },
  th: {
    headline: 'ออเรเลีย เอนเนอร์จี เปิดโรงไฟฟ้าพลังงานแสงอาทิตย์ที่จ่ายไฟได้ตลอดคืน',
    subheadline: 'แผงโซลาร์ 640 เมกะวัตต์และระบบกักเก็บสิบชั่วโมง จ่ายไฟให้ 190,000 ครัวเรือนใกล้ดูไบ',
    place: 'ดูไบ',
    body: [
      '<p>วันนี้ ออเรเลีย เอนเนอร์จี เชื่อมต่อ<a href="https://aurelia.example/al-noor">โรงไฟฟ้าอัลนูร์</a>เข้ากับโครงข่ายไฟฟ้า ประกอบด้วยแผงโซลาร์ขนาด 640 เมกะวัตต์และแบตเตอรี่ที่จ่ายไฟต่อเนื่องได้สิบชั่วโมงหลังพระอาทิตย์ตก</p>',
      '<p>“เมื่อก่อนพลังงานแสงอาทิตย์สิ้นสุดลงพร้อมตะวันตกดิน แต่ที่นี่จะสิ้นสุดเมื่อลูกค้าต้องการ” เลลา ฮัดดาด ประธานเจ้าหน้าที่บริหารของออเรเลีย เอนเนอร์จี กล่าว</p>',
      '<p>โรงไฟฟ้าใช้เวลาก่อสร้าง 22 เดือน กักเก็บพลังงานได้ <strong>2.4 กิกะวัตต์ชั่วโมง</strong> โดยไม่ใช้โคบอลต์ และทดแทนกังหันก๊าซสองเครื่องที่เดินเครื่องมาตั้งแต่ปี 2541</p>',
    ],
    issuer: 'ออเรเลีย เอนเนอร์จี',
    boilerplate:
      'เกี่ยวกับออเรเลีย เอนเนอร์จี: ออเรเลีย เอนเนอร์จี วางแผน ก่อสร้าง และดำเนินงานโรงไฟฟ้าพลังงานแสงอาทิตย์พร้อมระบบกักเก็บในสิบเอ็ดประเทศ',
  },
  id: {
    headline: 'Aurelia Energy Operasikan Pembangkit Surya yang Menyala Sepanjang Malam',
    subheadline: 'Panel 640 megawatt dan penyimpanan sepuluh jam memasok 190.000 rumah di dekat Dubai',
    place: 'Dubai',
    body: [
      '<p>Aurelia Energy hari ini menyambungkan <a href="https://aurelia.example/al-noor">pembangkit Al Noor</a> ke jaringan listrik: panel surya 640 megawatt dan baterai yang menjaga pasokan selama sepuluh jam gelap.</p>',
      '<p>“Dulu tenaga surya berhenti saat matahari terbenam. Di sini, ia berhenti ketika pelanggan menghendakinya,” kata Leila Haddad, direktur utama Aurelia Energy.</p>',
      '<p>Pembangkit ini dibangun dalam 22 bulan, menyimpan <strong>2,4 gigawatt-jam</strong> tanpa kobalt, dan menggantikan dua turbin gas yang beroperasi sejak 1998.</p>',
    ],
    issuer: 'Aurelia Energy',
    boilerplate:
      'Tentang Aurelia Energy: Aurelia Energy merencanakan, membangun, dan mengoperasikan pembangkit surya dengan penyimpanan di sebelas negara.',
  },
  ms: {
    headline: 'Aurelia Energy Mulakan Loji Solar yang Beroperasi Sepanjang Malam',
    subheadline: 'Panel 640 megawatt dan storan sepuluh jam membekalkan 190,000 rumah berhampiran Dubai',
    place: 'Dubai',
    body: [
      '<p>Aurelia Energy hari ini menyambungkan <a href="https://aurelia.example/al-noor">loji Al Noor</a> ke grid: panel solar 640 megawatt dan bateri yang mengekalkan bekalan selama sepuluh jam selepas gelap.</p>',
      '<p>“Dahulu kuasa solar berakhir apabila matahari terbenam. Di sini, ia berakhir apabila pelanggan mahu,” kata Leila Haddad, ketua eksekutif Aurelia Energy.</p>',
      '<p>Loji itu dibina dalam tempoh 22 bulan, menyimpan <strong>2.4 gigawatt-jam</strong> tanpa kobalt dan menggantikan dua turbin gas yang beroperasi sejak 1998.</p>',
    ],
    issuer: 'Aurelia Energy',
    boilerplate:
      'Mengenai Aurelia Energy: Aurelia Energy merancang, membina dan mengendalikan loji solar berserta storan di sebelas buah negara.',
  },
}
