import { pagePath } from '../paths.ts';
import type { World } from '../world.ts';
import { html } from './html.ts';
import { layout } from './layout.ts';

/** The way to every page of the practice process. */
export function indexPage(world: World): string {
  const accounts = world.accounts();
  return layout({
    language: 'vi',
    title: 'Mạng xã hội và hộp thư thực hành',
    look: 'desk',
    body: html`<main class="desk">
      <h1>
        Mạng xã hội và hộp thư thực hành
        <span class="english">Practice networks and mailbox</span>
      </h1>
      <h2>Các trang công khai <span class="english">Public pages</span></h2>
      ${
        accounts.length === 0
          ? html`<p class="quiet">
              Chưa có tài khoản nào. <span class="english">No accounts yet.</span>
            </p>`
          : html`<ul class="cards">
              ${accounts.map(
                (account) =>
                  html`<li>
                    <a href="${pagePath(account)}"><strong>${account.name}</strong></a>
                    <p class="quiet">
                      ${account.platform === 'x' ? `X · @${account.handle}` : 'Facebook'} ·
                      ${
                        world
                          .timeline(account.platform, account.accountId)
                          .filter((post) => post.deletedAt === null).length
                      }
                      bài đăng / posts
                    </p>
                  </li>`,
              )}
            </ul>`
      }
      <h2>Hộp thư và điều khiển <span class="english">Mailbox and controls</span></h2>
      <ul class="cards">
        <li>
          <a href="/mailbox"><strong>Hộp thư</strong></a>
          <p class="quiet">${world.mails().length} thư / mails</p>
        </li>
        <li>
          <a href="/practice"><strong>Bảng điều khiển</strong></a>
          <p class="quiet">Giờ thực hành, sự cố, tài khoản / Clock, faults, accounts</p>
        </li>
      </ul>
    </main>`,
  });
}
