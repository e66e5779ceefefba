/** The few words of the public pages, in the language of the account. */
const WORDS = {
  vi: {
    band: 'THỰC HÀNH',
    bandNote: 'Trang mô phỏng trên máy này. Không có gì được đăng lên mạng.',
    followers: 'người theo dõi',
    likes: 'lượt thích',
    posts: 'Bài đăng',
    noPosts: 'Chưa có bài đăng nào.',
    views: 'lượt xem',
    viewers: 'người xem',
    reactions: 'cảm xúc',
    likesOfPost: 'lượt thích',
    comments: 'bình luận',
    replies: 'trả lời',
    shares: 'lượt chia sẻ',
    reposts: 'đăng lại',
    quotes: 'trích dẫn',
    bookmarks: 'dấu trang',
    notFound: 'Không có trang này.',
    page: 'Trang',
    government: 'Cơ quan chính phủ',
    media: 'Ảnh',
    video: 'Video của bài',
    alt: 'Mô tả ảnh',
    backToPage: 'Xem tất cả bài đăng',
  },
  en: {
    band: 'PRACTICE',
    bandNote: 'A simulated page on this machine. Nothing is published anywhere.',
    followers: 'followers',
    likes: 'likes',
    posts: 'Posts',
    noPosts: 'No posts yet.',
    views: 'views',
    viewers: 'viewers',
    reactions: 'reactions',
    likesOfPost: 'likes',
    comments: 'comments',
    replies: 'replies',
    shares: 'shares',
    reposts: 'reposts',
    quotes: 'quotes',
    bookmarks: 'bookmarks',
    notFound: 'There is no such page.',
    page: 'Page',
    government: 'Government organisation',
    media: 'Photo',
    video: 'Video of the post',
    alt: 'Image description',
    backToPage: 'See all posts',
  },
} as const;

export type Words = Record<keyof (typeof WORDS)['vi'], string>;

export function wordsFor(language: string): Words {
  return language === 'vi' ? WORDS.vi : WORDS.en;
}

export function numberIn(language: string, value: number): string {
  return new Intl.NumberFormat(language === 'vi' ? 'vi-VN' : 'en-GB').format(value);
}

const DAYS_VI = ['Chủ Nhật', 'Thứ Hai', 'Thứ Ba', 'Thứ Tư', 'Thứ Năm', 'Thứ Sáu', 'Thứ Bảy'];

/** `20:00, Thứ Sáu 4/7/2025` or `Friday, 4 July 2025, 20:00`, on the account's own clock. */
export function timeIn(language: string, zone: string, at: number): string {
  const parts = (locale: string, options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, ...options }).format(at);
  const time = parts('en-GB', { hour: '2-digit', minute: '2-digit' });
  if (language !== 'vi') {
    const weekday = parts('en-GB', { weekday: 'long' });
    return `${weekday}, ${parts('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })}, ${time}`;
  }
  const english = parts('en-GB', { weekday: 'short' });
  const day = DAYS_VI[['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(english)] ?? '';
  const [d, m, y] = parts('en-GB', { day: 'numeric', month: 'numeric', year: 'numeric' }).split(
    '/',
  );
  return `${time}, ${day} ${Number(d)}/${Number(m)}/${y}`;
}
