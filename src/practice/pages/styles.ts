/** The stylesheet of the practice process. Text, so that the built tree needs no copied files. */
export const practiceCss = `
@font-face { font-family: 'Be Vietnam Pro'; font-weight: 400; font-display: swap;
  src: url('/assets/fonts/be-vietnam-pro-vietnamese-400-normal.woff2') format('woff2');
  unicode-range: U+0102-0103, U+0110-0111, U+0128-0129, U+0168-0169, U+01A0-01A1, U+01AF-01B0,
    U+0300-0301, U+0303-0304, U+0308-0309, U+0323, U+0329, U+1EA0-1EF9, U+20AB; }
@font-face { font-family: 'Be Vietnam Pro'; font-weight: 400; font-display: swap;
  src: url('/assets/fonts/be-vietnam-pro-latin-400-normal.woff2') format('woff2');
  unicode-range: U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-206F,
    U+20AC, U+2122, U+2190-2193, U+2212; }
@font-face { font-family: 'Be Vietnam Pro'; font-weight: 700; font-display: swap;
  src: url('/assets/fonts/be-vietnam-pro-vietnamese-700-normal.woff2') format('woff2');
  unicode-range: U+0102-0103, U+0110-0111, U+0128-0129, U+0168-0169, U+01A0-01A1, U+01AF-01B0,
    U+0300-0301, U+0303-0304, U+0308-0309, U+0323, U+0329, U+1EA0-1EF9, U+20AB; }
@font-face { font-family: 'Be Vietnam Pro'; font-weight: 700; font-display: swap;
  src: url('/assets/fonts/be-vietnam-pro-latin-700-normal.woff2') format('woff2');
  unicode-range: U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-206F,
    U+20AC, U+2122, U+2190-2193, U+2212; }

:root {
  color-scheme: light dark;
  --ground: light-dark(#f1f2f5, #18191c);
  --sheet: light-dark(#ffffff, #242529);
  --ink: light-dark(#14171c, #eceef1);
  --quiet: light-dark(#5a616b, #a7adb6);
  --line: light-dark(#dcdfe4, #3a3c42);
  --link: light-dark(#0b57b0, #86b7ff);
  --brand: light-dark(#1d3a6b, #9db9ec);
  --radius: 10px;
}
.look-facebook { --brand: light-dark(#1a66d6, #6aa6ff); }
.look-x { --ground: light-dark(#ffffff, #0d0e10); --sheet: light-dark(#ffffff, #0d0e10);
  --brand: light-dark(#14171c, #eceef1); --radius: 0; }

*, *::before, *::after { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 400 16px/1.55 'Be Vietnam Pro', system-ui, sans-serif; }
h1, h2, p, ul, figure, dl, dd { margin: 0; }
h1 { font-size: 1.5rem; line-height: 1.3; }
h2 { font-size: 1.125rem; margin-block: 2rem .75rem; }
a { color: var(--link); }
img { max-inline-size: 100%; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.quiet { color: var(--quiet); font-size: .875rem; }
.english { display: block; color: var(--quiet); font-size: .8125rem; font-weight: 400; }

.band { position: sticky; inset-block-start: 0; z-index: 2; display: flex; flex-wrap: wrap;
  gap: .25rem 1rem; align-items: baseline; padding: .5rem 1rem; color: #3a2a00;
  border-block-end: 1px solid #b08900; font-size: .875rem;
  background: repeating-linear-gradient(135deg, #ffe08a 0 14px, #ffd564 14px 28px); }
.band strong { letter-spacing: .06em; }
.band a { color: inherit; margin-inline-start: auto; }

.channel { max-inline-size: 42rem; margin: 0 auto; padding: 1rem; }
.look-x .channel { padding: 0; border-inline: 1px solid var(--line); min-block-size: 100vh;
  max-inline-size: 38rem; }
.profile { background: var(--sheet); border: 1px solid var(--line); border-radius: var(--radius);
  overflow: hidden; }
.look-x .profile { border: 0; border-block-end: 1px solid var(--line); }
.cover { block-size: 7rem;
  background: linear-gradient(120deg, #b3261e, #d0453b 55%, #e8b23a); }
.look-x .cover { background: linear-gradient(120deg, #16233c, #2a4a80); }
.avatar { display: grid; place-items: center; inline-size: 5.5rem; block-size: 5.5rem;
  margin: -2.75rem 1rem 0; border-radius: 50%; border: 4px solid var(--sheet);
  background: #1d3a6b; color: #fff; font-weight: 700; font-size: 1.75rem; position: relative; }
.avatar.small { inline-size: 2.75rem; block-size: 2.75rem; margin: 0; border: 0; font-size: 1rem;
  flex: none; }
.who { display: grid; gap: .25rem; padding: .5rem 1rem 1rem; }
.tick { display: inline-grid; place-items: center; inline-size: 1.1em; block-size: 1.1em;
  border-radius: 50%; background: var(--link); color: var(--sheet); font-size: .7em;
  font-weight: 700; vertical-align: .15em; }
.back { padding: .75rem 1rem; }
.empty { padding: 2rem 1rem; color: var(--quiet); }

.post { background: var(--sheet); border: 1px solid var(--line); border-radius: var(--radius);
  margin-block-start: 1rem; padding: 1rem; display: grid; gap: .75rem; }
.look-x .post { border: 0; border-block-end: 1px solid var(--line); margin: 0; }
.thread .post:not([data-reply-to=""]) { border-inline-start: 3px solid var(--line); }
.post > header { display: flex; gap: .75rem; align-items: center; }
.post .time { display: block; }
.post .time { text-decoration: none; }
.post .time:hover { text-decoration: underline; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 1.0625rem; }
.tag { color: var(--link); }
.photos { display: grid; gap: .25rem; border-radius: 12px; overflow: hidden; }
.count-2, .count-3, .count-4 { grid-template-columns: 1fr 1fr; }
.photos img { display: block; inline-size: 100%; max-block-size: 32rem; object-fit: cover; }
.photos video { display: block; inline-size: 100%; max-block-size: 32rem; background: #111; }
.photos figcaption { padding: .35rem .25rem; font-size: .8125rem; color: var(--quiet); }
.photos abbr { font-weight: 700; text-decoration: none; border: 1px solid var(--line);
  border-radius: 4px; padding: 0 .3em; font-size: .6875rem; }
.card { display: flex; border: 1px solid var(--line); border-radius: 10px; overflow: hidden;
  text-decoration: none; color: inherit; background: var(--ground); }
.card-picture { display: grid; place-items: center; inline-size: 5rem; flex: none;
  background: var(--line); font-size: 1.75rem; font-weight: 700; }
.card-text { display: grid; gap: .1rem; padding: .75rem 1rem; min-inline-size: 0;
  overflow-wrap: anywhere; }
.figures { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: .75rem 0 0;
  list-style: none; border-block-start: 1px solid var(--line); color: var(--quiet);
  font-size: .875rem; font-variant-numeric: tabular-nums; }
.figures strong { color: var(--ink); }

.desk { max-inline-size: 66rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
.desk table { inline-size: 100%; border-collapse: collapse; background: var(--sheet);
  border: 1px solid var(--line); font-size: .9375rem; }
.desk th, .desk td { padding: .6rem .75rem; border-block-end: 1px solid var(--line);
  text-align: start; vertical-align: top; overflow-wrap: anywhere; }
.desk th { font-size: .8125rem; color: var(--quiet); }
.desk .wide { overflow-x: auto; }
.desk code { font-size: .8125rem; overflow-wrap: anywhere; }
.cards { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr));
  padding: 0; list-style: none; }
.cards > li { background: var(--sheet); border: 1px solid var(--line); border-radius: 10px;
  padding: 1rem; }
form.row { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; background: var(--sheet);
  border: 1px solid var(--line); border-radius: 10px; padding: 1rem; }
form.row + form.row { margin-block-start: .75rem; }
form.plain { display: inline; }
form.plain label + button { margin-block-start: .5rem; }
.waiting { margin-block: 1rem .5rem; padding-inline-start: 1.25rem; }
.desk p + .buttons { margin-block-start: .75rem; }
input[type='number'] { inline-size: 6rem; }
label { display: grid; gap: .2rem; font-size: .875rem; }
select, input, button { font: inherit; color: inherit; background: var(--ground); padding: .4rem .6rem;
  border: 1px solid var(--quiet); border-radius: 6px; min-block-size: 2.5rem; }
button { background: #1d3a6b; color: #fff; border-color: #1d3a6b; cursor: pointer; font-weight: 700; }
button.second { background: transparent; color: var(--ink); border-color: var(--quiet); }
.buttons { display: flex; flex-wrap: wrap; gap: .5rem; }
.consent fieldset { display: grid; gap: .35rem; margin: .5rem 0; padding: .75rem 1rem;
  border: 1px solid var(--line); border-radius: 10px; }
.tickbox { display: flex; gap: .6rem; align-items: center; font-size: 1rem; }
.tickbox input { min-block-size: 0; }
.tickbox code { color: var(--quiet); font-size: .8125rem; overflow-wrap: anywhere; }
.mail-head { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem;
  background: var(--sheet); border: 1px solid var(--line); border-radius: 10px; padding: 1rem;
  margin-block: 1rem; }
.mail-head dt { color: var(--quiet); }
.mail-frame { inline-size: 100%; block-size: 70vh; border: 1px solid var(--line);
  border-radius: 10px; background: #fff; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--sheet); padding: 1rem;
  border: 1px solid var(--line); border-radius: 10px; font: .875rem/1.55 ui-monospace, monospace; }
@media (max-width: 40rem) { .avatar:not(.small) { inline-size: 4.5rem; block-size: 4.5rem; } }
`;
