/** The originals, each with the names that no translation may change. */
export const originals: readonly { text: string; names: readonly string[] }[] = [
  {
    text: 'Norvane Robotics (NASDAQ: NVRB) said on December 1, 2026 that third-quarter revenue rose 12.4% to US$1.5 billion, and that it will pay a dividend of US$0.35 a share.',
    names: ['Norvane Robotics'],
  },
  {
    text: 'Halden Marine has ordered 24 electric ferries for €312.5 million. The first two will enter service in March 2028, each carrying 450 passengers and 60 cars.',
    names: ['Halden Marine'],
  },
  {
    text: 'Kitemori Foods (TSE: 2871) will invest ¥35 billion in a plant of 42,000 square metres that creates 850 jobs by 2029.',
    names: ['Kitemori Foods'],
  },
  {
    text: 'The survey of 12,480 households in 14 countries was carried out between May 4 and June 18, 2026. Some 63% of respondents said they would pay 5% more for appliances that can be repaired.',
    names: [],
  },
  {
    text: 'Sunvale Energy will build a 350-megawatt solar park for US$420 million. It will supply 180,000 homes and save 275,000 tonnes of carbon dioxide a year from 2027.',
    names: ['Sunvale Energy'],
  },
  {
    text: 'The trial enrolled 1,264 patients at 87 hospitals. After 24 months, 71.5% of those treated with Zelvacor were free of symptoms, against 38.2% of those given a placebo.',
    names: ['Zelvacor'],
  },
  {
    text: 'Operating profit fell 8.7% to £46.3 million, while net debt was cut from £155.4 million to £128 million. Brackley Mills expects sales of £1.2 billion in 2027.',
    names: ['Brackley Mills'],
  },
  {
    text: 'More than two million customers now use the Baltera app, up from 1.35 million in December 2025. Deposits grew by €3.8 billion, or 9.6%.',
    names: ['Baltera'],
  },
  {
    text: 'The board approved a buyback of up to 15 million shares, worth HK$2.4 billion, to be completed by June 30, 2027. The stock (HKEX: 3418) closed at HK$160.50.',
    names: [],
  },
  {
    text: 'Terranova Air will add 36 flights a week from March 29, 2027 and expects to carry 9.2 million passengers, 18% more than in 2026. Fares start at US$79.',
    names: ['Terranova Air'],
  },
  {
    text: 'The Aveline Foundation will give US$75 million over five years to 230 schools in 19 countries. Half a million pupils are expected to benefit by 2031.',
    names: ['Aveline'],
  },
  {
    text: 'Daehan Cellworks (KRX: 214370) has won an order worth 640 billion won to supply 48 gigawatt-hours of batteries between 2028 and 2032. It is the largest in the 26 years of the company.',
    names: ['Daehan Cellworks'],
  },
  {
    text: 'LotusPort will spend 12.5 trillion dong on a terminal that can handle 2.8 million containers a year. Construction begins on February 15, 2027 and takes 30 months.',
    names: ['LotusPort'],
  },
  {
    text: 'Siam Orchard reported sales of 18.7 billion baht for the year to September 30, 2026, up 6.3%. It runs 1,120 shops and plans 95 more in 2027.',
    names: ['Siam Orchard'],
  },
  {
    text: 'Nusaria will issue bonds worth Rp4.2 trillion with a coupon of 6.75%; Malaysian investors have committed RM85 million. The bonds mature on August 12, 2031.',
    names: ['Nusaria'],
  },
  {
    text: 'The order for 1,800 railway cars is worth 27.6 billion roubles; deliveries run from April 2027 to November 2030. Output at Volgarail will rise to 250 cars a month.',
    names: ['Volgarail'],
  },
  {
    text: 'Verdano has bought 68% of Rivela for R$940 million. The two employ 7,350 people and expect to save R$112 million within 18 months.',
    names: ['Verdano', 'Rivela'],
  },
  {
    text: 'Linhai Optics posted revenue of 8.64 billion yuan, up 21.5%, and spent 1.3 billion yuan on research. It holds 3,260 patents and opened a laboratory in Shenzhen on October 8, 2026.',
    names: ['Linhai Optics'],
  },
  {
    text: 'Marsa Logistics has signed leases worth 1.1 billion dirhams for 410,000 square metres in Dubai. Occupancy reached 97%, 4.5 percentage points more than the 92.5% of 2025.',
    names: ['Marsa Logistics'],
  },
  {
    text: 'From January 2027, subscribers of Pixelgrove will pay US$11.99 a month. The service has 31 million subscribers in 62 countries; twelve percent of them share an account. Questions: press@pixelgrove.example, +1 415 555 0134.',
    names: ['Pixelgrove'],
  },
  {
    text: 'Norvane Robotics will discuss its third-quarter results in a webcast at 9:00 a.m. ET on November 12, 2026. The doors of the investor day in Frankfurt open at 2:30 p.m. on December 3.',
    names: ['Norvane Robotics'],
  },
  {
    text: 'Halden Marine reported a net loss of €18.4 million for the first half of 2026. Sales fell 6.2%, and the operating margin was −3.5%.',
    names: ['Halden Marine'],
  },
  {
    text: 'Baltera expects 5 to 7 million new users in fiscal 2027, and savings of between €40 million and €45 million. Costs rose 4.8% in the second quarter.',
    names: ['Baltera'],
  },
  {
    text: 'The embargo ends at 3 p.m. GMT. Tickets for Pixelgrove Live go on sale at 10 a.m. on March 5, 2027 and cost US$25 to US$60.',
    names: ['Pixelgrove Live'],
  },
  {
    text: 'Orders at Kitemori Foods dropped 9% in the fourth quarter, while deposits were up 11.5%. A profit of ¥3.1 billion turned into a loss of ¥2.4 billion.',
    names: ['Kitemori Foods'],
  },
]
