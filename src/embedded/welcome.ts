import type { DemoSignIn } from './prepare-message.ts';

export type Addresses = {
  deskUrl: string;
  /** Null in live mode. */
  practiceUrl: string | null;
};

/** What a person sees when everything serves. */
export function welcomeLines(addresses: Addresses, people: readonly DemoSignIn[]): string[] {
  const { deskUrl, practiceUrl } = addresses;
  const places: [string, string][] = [['Bàn làm việc · Desk', deskUrl]];
  if (practiceUrl !== null) {
    places.push(['Nền tảng thực hành · Practice platforms', practiceUrl]);
    places.push(['Hộp thư · Mailbox', `${practiceUrl}/mailbox`]);
  }
  return [
    '',
    ...table(places),
    ...(people.length === 0
      ? []
      : [
          '',
          'Đăng nhập bằng · Sign in as',
          ...table(
            people.map(({ name, roleName, email, password }) => [name, roleName, email, password]),
          ),
        ]),
    '',
    'Nhấn Ctrl-C để dừng. · Press Ctrl-C to stop.',
    '',
  ];
}

/** Said once at each start: the server that comes along is no place for the ministry's own work. */
export function practiceNotice(mongoVersion: string): string {
  return (
    `MongoDB ${mongoVersion} đi kèm chỉ để thực hành và thử nghiệm. · ` +
    `The embedded MongoDB ${mongoVersion} is for practice and tests only.`
  );
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => [...(row[column] ?? '')].length)),
  );
  return rows.map(
    (row) =>
      `  ${row
        .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - [...cell].length))
        .join('  ')
        .trimEnd()}`,
  );
}
