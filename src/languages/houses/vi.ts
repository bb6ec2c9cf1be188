import type { House } from '../house.ts'

/** Vietnamese as its newsrooms write it. */
export const vietnamese: House = {
  language: 'vi',
  nativeName: 'Tiếng Việt',
  direction: 'ltr',
  lead: '({wire}) – ',
  dateline: '{place}, {date} – ',
  sectors: 'Lĩnh vực',
  contact: 'Liên hệ báo chí',
  embargoedUntil: 'Không công bố trước {time}',
  listComma: ', ',
  colon: ': ',
  disclaimer:
    'Bài viết được cung cấp bởi nhà cung cấp nội dung bên thứ ba. {wire} ({url}) không đưa ra bất kỳ bảo đảm hay tuyên bố nào liên quan đến nội dung này.',
  wireBoilerplate:
    '{wire} phát hành thông cáo báo chí theo thời gian thực tới các cơ quan báo chí tại nhiều quốc gia, bằng nhiều ngôn ngữ. Xem thêm tại {url}',
  unsubscribe: 'Hủy đăng ký',
  unsubscribed: '{wire} sẽ không gửi thêm email đến địa chỉ này.',
  whyReceived: 'Bạn nhận được thư này vì địa chỉ của bạn có trong danh sách nhận thông cáo báo chí của {wire}.',
}
