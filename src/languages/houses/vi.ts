import { type House, longDate } from '../house.ts'

/** Vietnamese as its newsrooms write it. */
export const vietnamese: House = {
  language: 'vi',
  englishName: 'Vietnamese',
  nativeName: 'Tiếng Việt',
  script: 'Latn',
  direction: 'ltr',
  quotes: { outer: ['“', '”'], inner: ['‘', '’'] },
  dateline: '{place}, ngày {date} – ',
  date: longDate,
  list: { comma: ', ', last: ' và ' },
  number: { decimal: ',', group: '.' },
  colon: ': ',
  phrases: {
    lead: '({wire}) – ',
    about: 'Về {name}',
    sectors: 'Lĩnh vực',
    contact: 'Liên hệ báo chí',
    embargoedUntil: 'Không công bố trước {time}',
    disclaimer:
      'Bài viết được cung cấp bởi nhà cung cấp nội dung bên thứ ba. {wire} ({url}) không đưa ra bất kỳ bảo đảm hay tuyên bố nào liên quan đến nội dung này.',
    boilerplate:
      '{wire} phát hành thông cáo báo chí theo thời gian thực tới các cơ quan báo chí tại nhiều quốc gia, bằng nhiều ngôn ngữ. Xem thêm tại {url}',
    update: 'Cập nhật',
    correction: 'Đính chính',
    kill: 'Thông báo hủy tin',
    replaces: 'Văn bản này thay thế mọi phiên bản trước đó của thông cáo.',
    withdrawn: 'Thông cáo này đã được rút lại. Vui lòng không đăng tải và gỡ bỏ những nội dung đã đăng.',
    test: 'THỬ NGHIỆM',
    testNotice: 'Đây là bản tin thử nghiệm kết nối với {wire}, không phải tin tức. Vui lòng không đăng tải.',
    machineTranslated: 'Bản dịch máy; bản gốc là bản có giá trị.',
    deskNote: 'Lưu ý gửi tòa soạn',
    files: 'Tệp đính kèm',
    unsubscribe: 'Hủy đăng ký',
    unsubscribed: '{wire} sẽ không gửi thêm email đến địa chỉ này.',
    whyReceived: 'Bạn nhận được thư này vì địa chỉ của bạn có trong danh sách nhận thông cáo báo chí của {wire}.',
  },
}
