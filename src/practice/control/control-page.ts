import { refusalFaults, mailFaults, wireFaults } from '../faults.ts';
import type { MailFault, RefusalFault, WireFault } from '../faults.ts';
import { html } from '../pages/html.ts';
import type { Html } from '../pages/html.ts';
import { layout } from '../pages/layout.ts';
import { timeIn } from '../pages/words.ts';
import { pagePath } from '../paths.ts';
import type { Account } from '../types.ts';
import { tokenStates } from '../types.ts';
import type { StateTools } from './state.ts';

const HOUR_MS = 3_600_000;
const ZONE = 'Asia/Ho_Chi_Minh';
const SHOWN_CALLS = 25;

const ENDPOINTS: [string, string][] = [
  ['any', 'mọi lệnh / any call'],
  ['publish', 'đăng bài / publish'],
  ['media', 'tải ảnh / media'],
  ['removal', 'gỡ bài / removal'],
  ['metrics', 'đọc số liệu / metrics'],
  ['login', 'đăng nhập và mã truy cập / login and tokens'],
];

const FAULT_WORDS: Record<WireFault | RefusalFault, string> = {
  drop: 'đứt kết nối / line dropped',
  stall: 'im lặng / silence',
  slow: 'trả lời chậm / slow answer',
  'cut-body': 'trả lời bị cắt / answer cut short',
  'cut-body-gzip': 'trả lời nén bị cắt / compressed answer cut',
  'html-502': '502 bằng HTML / 502 as HTML',
  'empty-500': '500 trống / empty 500',
  'empty-2xx': 'thành công nhưng trống / empty success',
  'broken-json': 'JSON hỏng / broken JSON',
  echo: 'lỗi nhắc lại cả mã truy cập / error that repeats the tokens',
  'stored-but-500': 'đã đăng nhưng báo 500 / stored, answered 500',
  unavailable: 'tạm ngừng phục vụ / unavailable',
  'rate-limit': 'quá nhiều lệnh / rate limit',
  'usage-capped': 'hết hạn mức / usage cap',
  credits: 'hết tín dụng / credits used up',
  'token-dead': 'khoá hết hiệu lực / token dead',
  permission: 'thiếu quyền / permission missing',
  duplicate: 'nội dung trùng / duplicate',
  'policy-block': 'bị chặn theo chính sách / policy block',
  suspended: 'tài khoản bị khoá / account suspended',
  'media-refused': 'ảnh bị từ chối / media refused',
  'link-refused': 'liên kết bị từ chối / link refused',
};
const MAIL_WORDS: Record<MailFault, string> = {
  refuse: 'từ chối / refused (550)',
  defer: 'hẹn lại / try again later (451)',
  drop: 'đứt kết nối / line dropped',
  stall: 'im lặng / silence',
};

/** The page of buttons: clock, faults, accounts with their tokens, the last calls. */
export function controlPage(tools: StateTools): string {
  const { world, faults, calls } = tools;
  return layout({
    language: 'vi',
    title: 'Bảng điều khiển',
    look: 'desk',
    body: html`<main class="desk">
      <h1>Bảng điều khiển thực hành <span class="english">Practice controls</span></h1>
      <h2>Giờ thực hành <span class="english">Practice clock</span></h2>
      <p data-part="clock">${timeIn('vi', ZONE, world.now())} (Hà Nội)</p>
      <p class="quiet">
        Bàn làm việc tự chỉnh giờ này; chỉ bấm ở đây khi dùng riêng các trang thực hành.
        <span class="english"
          >The desk sets this clock itself; press here only when the practice pages run alone.</span
        >
      </p>
      <div class="buttons">
        ${clockButton(world.clock.offsetMs() + HOUR_MS, '+1 giờ / hour')}
        ${clockButton(world.clock.offsetMs() + 24 * HOUR_MS, '+1 ngày / day')}
        ${clockButton(0, 'Giờ thật / Real time')}
      </div>

      <h2>Gây sự cố <span class="english">Cause a fault</span></h2>
      ${platformFaultForm()} ${mailFaultForm()}
      ${
        faults.list().length === 0
          ? html`<p class="quiet">
              Không có sự cố nào đang chờ. <span class="english">No fault is waiting.</span>
            </p>`
          : html`<ul class="waiting">
                ${faults
                  .list()
                  .map(
                    (fault) =>
                      html`<li data-fault="${fault.kind}">
                        ${fault.platform} · ${fault.kind} · ${fault.when} · ×${fault.left}
                      </li>`,
                  )}
              </ul>
              <form class="plain" method="post" action="/practice/faults/clear">
                <button class="second" name="clear" value="1">Xoá mọi sự cố / Clear faults</button>
              </form>`
      }

      <h2>Tài khoản <span class="english">Accounts</span></h2>
      <div class="wide">
        <table>
          <thead>
            <tr>
              <th>Tên <span class="english">Name</span></th>
              <th>Mã số <span class="english">Id</span></th>
              <th>Khoá <span class="english">Tokens</span></th>
              <th>Tình trạng <span class="english">State</span></th>
            </tr>
          </thead>
          <tbody>
            ${world.accounts().map(accountRow)}
          </tbody>
        </table>
      </div>

      <h2>Lệnh gọi gần đây <span class="english">Latest calls</span></h2>
      <div class="wide">
        <table>
          <thead>
            <tr>
              <th>Lúc <span class="english">At</span></th>
              <th>Lệnh <span class="english">Call</span></th>
              <th>Kết quả <span class="english">Status</span></th>
              <th>Sự cố <span class="english">Fault</span></th>
            </tr>
          </thead>
          <tbody>
            ${calls
              .list()
              .slice(-SHOWN_CALLS)
              .toReversed()
              .map(
                (call) =>
                  html`<tr>
                    <td>${timeIn('vi', ZONE, Date.parse(call.at))}</td>
                    <td><code>${call.method} ${call.path}</code></td>
                    <td>${call.status === 0 ? '—' : call.status}</td>
                    <td>${call.fault ?? ''}</td>
                  </tr>`,
              )}
          </tbody>
        </table>
      </div>
    </main>`,
  });
}

function clockButton(offsetMs: number, label: string): Html {
  return html`<form class="plain" method="post" action="/practice/clock">
    <button class="second" name="offsetMs" value="${offsetMs}">${label}</button>
  </form>`;
}

function platformFaultForm(): Html {
  return html`<form class="row" method="post" action="/practice/faults">
    <label
      >Mạng / Network
      <select name="platform">
        ${options([
          ['facebook', 'Facebook'],
          ['x', 'X'],
        ])}
      </select></label
    >
    <label
      >Lệnh / Call
      <select name="endpoint">
        ${options(ENDPOINTS)}
      </select></label
    >
    <label
      >Sự cố / Fault
      <select name="kind">
        ${options([...wireFaults, ...refusalFaults].map((kind) => [kind, FAULT_WORDS[kind]]))}
      </select></label
    >
    ${whenAndTimes()}
    <button>Gây sự cố / Set</button>
  </form>`;
}

function mailFaultForm(): Html {
  return html`<form class="row" method="post" action="/practice/faults">
    <input type="hidden" name="platform" value="mail" />
    <label
      >Thư / Mail
      <select name="kind">
        ${options(mailFaults.map((kind) => [kind, MAIL_WORDS[kind]]))}
      </select></label
    >
    ${whenAndTimes()}
    <button>Gây sự cố / Set</button>
  </form>`;
}

function whenAndTimes(): Html {
  return html`<label
      >Khi nào / When
      <select name="when">
        ${options([
          ['before', 'trước khi lưu / before it is stored'],
          ['after', 'sau khi lưu / after it is stored'],
        ])}
      </select></label
    >
    <label>Số lần / Times <input name="times" type="number" min="1" value="1" /></label>
    <label
      >Bỏ qua trước đó / Calls to let pass first <input name="skip" type="number" min="0" value="0"
    /></label>`;
}

function options(items: readonly (readonly [string, string])[]): Html[] {
  return items.map(([value, label]) => html`<option value="${value}">${label}</option>`);
}

function accountRow(account: Account): Html {
  const { oauth2, ...plain } = account.tokens;
  const tokens = [
    ...Object.entries(plain),
    ['oauth2.accessToken', oauth2?.accessToken ?? null] as const,
    ['oauth2.refreshToken', oauth2?.refreshToken ?? null] as const,
  ].filter(([, value]) => value !== null);
  return html`<tr>
    <td>
      <a href="${pagePath(account)}">${account.name}</a>
      <span class="english">${account.platform} · ${account.handle}</span>
    </td>
    <td><code>${account.accountId}</code></td>
    <td>${tokens.map(([name, value]) => html`<div><code>${name}: ${value}</code></div>`)}</td>
    <td>
      <form
        class="plain"
        method="post"
        action="/practice/accounts/${account.platform}/${account.accountId}/token-state"
      >
        <label
          ><span class="quiet">${account.tokenState}</span>
          <select name="state">
            ${tokenStates.map(
              (state) =>
                html`<option
                  value="${state}"
                  ${state === account.tokenState ? html`selected` : null}
                >
                  ${state}
                </option>`,
            )}
          </select></label
        >
        <button class="second">Đặt / Set</button>
      </form>
    </td>
  </tr>`;
}
