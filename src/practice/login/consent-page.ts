import { html } from '../pages/html.ts';
import type { Html } from '../pages/html.ts';
import { layout } from '../pages/layout.ts';
import type { Account, PracticePlatform } from '../types.ts';
import type { ConsentRequest } from './consent-request.ts';

const NAMES: Record<PracticePlatform, string> = { facebook: 'Facebook', x: 'X' };

const SCOPE_WORDS: Record<string, string> = {
  pages_show_list: 'xem danh sách Trang / see the list of Pages',
  pages_read_engagement: 'đọc nội dung của Trang / read what the Page shows',
  pages_manage_posts: 'đăng bài lên Trang / publish on the Page',
  read_insights: 'đọc số liệu của Trang / read the Page’s figures',
  business_management: 'xem Trang thuộc tổ chức / see Pages of an organisation',
  'tweet.read': 'đọc bài đăng / read posts',
  'tweet.write': 'đăng bài / publish posts',
  'users.read': 'đọc thông tin tài khoản / read the account',
  'media.write': 'tải ảnh và video / upload media',
  'offline.access': 'giữ kết nối / stay connected',
};

/** The page on which a person allows the desk to speak for accounts, or does not. */
export function consentPage(request: ConsentRequest, accounts: readonly Account[]): string {
  const { platform } = request;
  return layout({
    language: 'vi',
    title: `Đăng nhập ${NAMES[platform]}`,
    look: platform,
    body: html`<main class="channel consent">
      <form class="profile" method="post" action="/practice-consent/${platform}">
        <div class="who">
          <h1>
            Sứ Giả muốn kết nối với ${NAMES[platform]}
            <span class="english">Sứ Giả wants to connect with ${NAMES[platform]}</span>
          </h1>
          ${accounts.length === 0 ? nobody() : accountChoice(platform, accounts)}
          <fieldset>
            <legend>Cho phép <span class="english">Allow</span></legend>
            ${request.scopes.map(
              (scope) =>
                html`<label class="tickbox"
                  ><input type="checkbox" name="scope" value="${scope}" checked />
                  <span>${SCOPE_WORDS[scope] ?? scope} <code>${scope}</code></span></label
                >`,
            )}
          </fieldset>
          ${hiddenFields(request)}
          <p class="buttons">
            <button name="decision" value="allow">Cho phép / Allow</button>
            <button class="second" name="decision" value="deny">Hủy / Cancel</button>
          </p>
          <p class="quiet">
            Đang đăng nhập với tư cách: người quản trị thực hành.
            <span class="english">Signed in as the practice administrator.</span>
          </p>
        </div>
      </form>
    </main>`,
  });
}

/** The page that the platform shows when it does not know the app, or where it would send people. */
export function refusedConsentPage(
  platform: PracticePlatform,
  fault: 'unknown-app' | 'address-refused',
): string {
  const says =
    fault === 'unknown-app'
      ? html`Ứng dụng này không có. <span class="english">There is no such app.</span>`
      : html`Địa chỉ quay về chưa được đăng ký cho ứng dụng.
          <span class="english">The address to return to is not registered for the app.</span>`;
  return layout({
    language: 'vi',
    title: `Đăng nhập ${NAMES[platform]}`,
    look: platform,
    body: html`<main class="channel consent">
      <div class="profile">
        <div class="who">
          <h1>Không thể tiếp tục <span class="english">This cannot go on</span></h1>
          <p>${says}</p>
        </div>
      </div>
    </main>`,
  });
}

function accountChoice(platform: PracticePlatform, accounts: readonly Account[]): Html {
  const isMany = platform === 'facebook';
  return html`<fieldset>
    <legend>
      ${isMany ? 'Trang' : 'Tài khoản'}
      <span class="english">${isMany ? 'Pages' : 'Account'}</span>
    </legend>
    ${accounts.map(
      (account, n) =>
        html`<label class="tickbox"
          ><input
            type="${isMany ? 'checkbox' : 'radio'}"
            name="account"
            value="${account.accountId}"
            ${isMany || n === 0 ? html`checked` : null}
          />
          <span>${account.name} <code>${account.handle}</code></span></label
        >`,
    )}
  </fieldset>`;
}

function nobody(): Html {
  return html`<p class="quiet">
    Chưa có tài khoản nào. <span class="english">No accounts yet.</span>
  </p>`;
}

function hiddenFields({ redirectUri, state, scopes, challenge }: ConsentRequest): Html[] {
  const fields: [string, string][] = [
    ['redirect_uri', redirectUri],
    ['state', state],
    ['asked', scopes.join(' ')],
    ['code_challenge', challenge ?? ''],
  ];
  return fields.map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
}
