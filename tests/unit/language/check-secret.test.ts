import { describe, expect, it } from '@jest/globals';
import { findings, told } from '../../language/check.ts';

describe('marks of secrecy', () => {
  it.each([
    ['alone on its line', 'MẬT\nDự thảo phương án', 'MẬT'],
    ['in brackets', 'Phương án đón tiếp (TỐI MẬT)', 'TỐI MẬT'],
    ['after a word that announces it', 'Độ mật: TUYỆT MẬT. Báo cáo', 'TUYỆT MẬT'],
    ['amid a sentence, where two words say it', 'văn bản loại TỐI MẬT gửi các đơn vị', 'TỐI MẬT'],
    ['in English', 'TOP SECRET\nNegotiating position', 'TOP SECRET'],
    ['after its classification', 'Classification: CONFIDENTIAL', 'CONFIDENTIAL'],
  ])('%s stop the post', (_place, text, mark) => {
    expect(findings(text)).toMatchObject([
      { rule: 'secret.mark', severity: 'block', excerpt: mark },
    ]);
  });

  it.each([
    'Bí mật của món phở là nước dùng, thêm chút mật ong.',
    'Mật độ dân số cao; hãy bảo mật tài khoản và đổi mật khẩu.',
    'Cơ mật viện triều Nguyễn và các tư liệu quý.',
    'The secret garden of Da Lat; classified advertisements.',
    'HỌP BÁO THƯỜNG KỲ',
  ])('the words alone are innocent: “%s”', (text) => {
    expect(told('secret', text)).toEqual([]);
  });
});

describe('data of private people', () => {
  it.each([
    ['secret.identity-card', 'Ông An, căn cước công dân số 001085012345', '001085012345'],
    ['secret.passport', 'Bà Bình, hộ chiếu số C1234567', 'C1234567'],
    ['secret.passport', 'Ms. Tran, passport No. C1234567', 'C1234567'],
    ['secret.telephone', 'Liên hệ anh Hùng: 0912 345 678', '0912 345 678'],
  ])('%s is shown in “%s”', (rule, text, excerpt) => {
    expect(findings(text)).toMatchObject([{ rule, severity: 'warn', excerpt }]);
  });

  it.each([
    'Đường dây nóng bảo hộ công dân: +84 981 84 84 84',
    'Phòng Lãnh sự, ông Nam trực: +84 24 3799 3000',
    'Bà con mang theo hộ chiếu và căn cước công dân.',
    'Nghị định 09/2017/NĐ-CP ngày 09/02/2017',
  ])('what is public is left alone: “%s”', (text) => {
    expect(told('secret', text)).toEqual([]);
  });
});
