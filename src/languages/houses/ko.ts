import { type House, longDate } from '../house.ts'

/** Korean as its newsrooms write it. */
export const korean: House = {
  language: 'ko',
  englishName: 'Korean',
  nativeName: '한국어',
  script: 'Kore',
  direction: 'ltr',
  quotes: { outer: ['“', '”'], inner: ['‘', '’'] },
  dateline: '{place}, {date} – ',
  date: longDate,
  list: { comma: ', ', last: ' 및 ' },
  number: { decimal: '.', group: ',' },
  colon: ': ',
  phrases: {
    lead: '({wire}) – ',
    about: '{name} 소개',
    sectors: '분야',
    contact: '언론 연락처',
    embargoedUntil: '엠바고: {time}까지 보도 금지',
    disclaimer:
      '이 기사는 제3자 콘텐츠 제공업체가 제공한 것으로, {wire}({url})에서는 이와 관련하여 어떠한 보증이나 진술도 하지 않습니다.',
    boilerplate: '{wire}에서는 여러 나라의 언론사에 다양한 언어로 보도자료를 실시간 배포합니다. 자세한 정보: {url}',
    update: '업데이트',
    correction: '정정',
    kill: '보도 취소 요청',
    replaces: '이 보도자료는 이전에 배포된 모든 버전을 대체합니다.',
    withdrawn: '이 보도자료는 철회되었습니다. 보도하지 마시고, 이미 게재된 기사는 삭제해 주시기 바랍니다.',
    test: '테스트',
    testNotice: '{wire} 연결을 확인하기 위한 테스트입니다. 보도자료가 아니므로 보도하지 마시기 바랍니다.',
    machineTranslated: '이 글은 기계 번역되었으며, 원문이 우선합니다.',
    deskNote: '편집자 참고 사항',
    files: '첨부 파일',
    unsubscribe: '수신 거부',
    unsubscribed: '{wire}에서 이 주소로 더 이상 메일을 보내지 않습니다.',
    whyReceived: '이 주소가 {wire}의 보도자료 수신처로 등록되어 있어 보내드리는 메일입니다.',
  },
}
