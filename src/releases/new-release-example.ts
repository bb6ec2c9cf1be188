/** What a release looks like when it is handed in; the API's reference shows it. */
export const newReleaseExample = {
  issuerIds: ['019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f'],
  reference: 'PO-123',
  urgency: 4,
  source: { kind: 'issuer' },
  editions: [
    {
      language: 'ar',
      headline: 'أكمي تفتتح أول محطة للطاقة الشمسية في دبي',
      subheadline: null,
      dateline: { place: 'دبي' },
      body: { format: 'html', content: '<p>أعلنت شركة أكمي اليوم عن افتتاح المحطة.</p>' },
      summary: null,
      boilerplate: 'نبذة عن أكمي: تبني محطات الطاقة الشمسية.',
      deskNote: 'المقابلات متاحة ابتداءً من التاسعة صباحاً.',
      canonicalUrl: 'https://acme.example/ar/news/solar',
    },
  ],
  sectors: ['energy'],
  contacts: [{ name: 'Press office', email: 'press@acme.example', public: true }],
  symbols: [{ exchange: 'XDFM', symbol: 'ACME' }],
  targets: [{ language: 'ar', outletListId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e61', excludeOutletIds: [] }],
  rights: {
    holder: 'ACME Energy',
    notice: null,
    usageTerms: { en: 'Free for editorial use.' },
    mining: 'reserved',
    miningPolicyUrl: null,
  },
  attachments: [
    {
      kind: 'file',
      id: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e80',
      credit: 'Lena Ortiz / Acme',
      captions: { ar: 'المحطة بعد تشغيلها' },
      alternativeTexts: { ar: 'ألواح شمسية في الصحراء' },
    },
  ],
  releaseAt: '2026-12-01T09:00:00+04:00[Asia/Dubai]',
  embargoUntil: null,
}
