import type { Sector } from './sector.ts'

// The order of the labels below.
const languages = ['en', 'ko', 'ja', 'ar', 'zh-Hans', 'zh-Hant', 'vi', 'th', 'id', 'ms', 'de', 'ru', 'fr', 'es', 'pt'] as const

/**
 * The vocabulary that a new wire begins with, labelled in its fifteen languages. A Media Topic stands only where the IPTC's
 * top level says the same.
 */
export const defaultSectors: readonly Sector[] = [
  sector(
    'top-story',
    undefined,
    'Top Story|주요 뉴스|トップニュース|العنوان الرئيسي|头条新闻|頭條新聞|Tin nổi bật|ข่าวเด่น|Berita Utama|Berita Utama|Topthema|Главное|À la une|Noticia destacada|Destaque',
  ),
  sector(
    'daily-news',
    undefined,
    'Daily News|데일리 뉴스|デイリーニュース|الأخبار اليومية|每日新闻|每日新聞|Tin hằng ngày|ข่าวประจำวัน|Berita Harian|Berita Harian|Tagesnachrichten|Новости дня|Actualités du jour|Noticias del día|Notícias do dia',
  ),
  sector(
    'energy',
    undefined,
    'Energy|에너지|エネルギー|الطاقة|能源|能源|Năng lượng|พลังงาน|Energi|Tenaga|Energie|Энергетика|Énergie|Energía|Energia',
  ),
  sector(
    'technology',
    'medtop:13000000',
    'Technology|기술|テクノロジー|التكنولوجيا|科技|科技|Công nghệ|เทคโนโลยี|Teknologi|Teknologi|Technologie|Технологии|Technologie|Tecnología|Tecnologia',
  ),
  sector(
    'finance',
    'medtop:04000000',
    'Finance|금융|金融|المال والأعمال|财经|財經|Tài chính|การเงิน|Keuangan|Kewangan|Finanzen|Финансы|Finance|Finanzas|Finanças',
  ),
  sector(
    'health',
    'medtop:07000000',
    'Health|건강·의료|医療・健康|الصحة|医疗健康|醫療健康|Sức khỏe|สุขภาพ|Kesehatan|Kesihatan|Gesundheit|Здоровье|Santé|Salud|Saúde',
  ),
  sector(
    'industry',
    undefined,
    'Industry|산업|産業|الصناعة|工业|工業|Công nghiệp|อุตสาหกรรม|Industri|Industri|Industrie|Промышленность|Industrie|Industria|Indústria',
  ),
  sector(
    'consumer',
    undefined,
    'Consumer|소비자|消費者|المستهلك|消费|消費|Người tiêu dùng|ผู้บริโภค|Konsumen|Pengguna|Verbraucher|Потребителям|Consommation|Consumo|Consumo',
  ),
  sector(
    'travel',
    undefined,
    'Travel|여행|旅行|السفر والسياحة|旅游|旅遊|Du lịch|การท่องเที่ยว|Perjalanan|Pelancongan|Reisen|Путешествия|Voyages|Viajes|Viagens',
  ),
  sector(
    'sports',
    'medtop:15000000',
    'Sports|스포츠|スポーツ|الرياضة|体育|體育|Thể thao|กีฬา|Olahraga|Sukan|Sport|Спорт|Sport|Deportes|Esportes',
  ),
  sector(
    'science',
    'medtop:13000000',
    'Science|과학|科学|العلوم|科学|科學|Khoa học|วิทยาศาสตร์|Sains|Sains|Wissenschaft|Наука|Sciences|Ciencia|Ciência',
  ),
  sector(
    'real-estate',
    undefined,
    'Real Estate|부동산|不動産|العقارات|房地产|房地產|Bất động sản|อสังหาริมทรัพย์|Properti|Hartanah|Immobilien|Недвижимость|Immobilier|Inmobiliario|Imóveis',
  ),
  sector(
    'environment',
    'medtop:06000000',
    'Environment|환경|環境|البيئة|环境|環境|Môi trường|สิ่งแวดล้อม|Lingkungan|Alam Sekitar|Umwelt|Экология|Environnement|Medio ambiente|Meio ambiente',
  ),
  sector(
    'culture',
    'medtop:01000000',
    'Arts and Culture|문화·예술|文化・芸術|الثقافة والفنون|文化艺术|文化藝術|Văn hóa nghệ thuật|ศิลปวัฒนธรรม|Seni dan Budaya|Seni dan Budaya|Kultur|Культура|Arts et culture|Arte y cultura|Arte e cultura',
  ),
]

function sector(key: string, mediaTopic: string | undefined, labels: string): Sector {
  const words = labels.split('|')
  return {
    key,
    labels: Object.fromEntries(languages.map((language, at) => [language, words[at] ?? key])),
    ...(mediaTopic && { mediaTopic }),
  }
}
