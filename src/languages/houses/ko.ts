import type { House } from '../house.ts'

/** Korean as its newsrooms write it. */
export const korean: House = {
  language: 'ko',
  nativeName: '한국어',
  direction: 'ltr',
  lead: '({wire}) – ',
  dateline: '{place}, {date} – ',
  sectors: '분야',
  contact: '언론 연락처',
  embargoedUntil: '엠바고: {time}까지 보도 금지',
  listComma: ', ',
  colon: ': ',
  disclaimer:
    '이 기사는 제3자 콘텐츠 제공업체가 제공한 것입니다. {wire}({url})은(는) 이와 관련하여 어떠한 보증이나 진술도 하지 않습니다.',
  wireBoilerplate: '{wire}은(는) 여러 나라의 언론사에 다양한 언어로 보도자료를 실시간 배포합니다. 자세한 정보: {url}',
  unsubscribe: '수신 거부',
  unsubscribed: '{wire}에서 이 주소로 더 이상 메일을 보내지 않습니다.',
  whyReceived: '이 주소가 {wire}의 보도자료 수신처로 등록되어 있어 보내드리는 메일입니다.',
}
