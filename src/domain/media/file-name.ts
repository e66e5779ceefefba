const MAX_LENGTH = 120;

/**
 * The name of an uploaded file as it is kept and shown: no folders, no control or direction
 * characters (which can make `gpj.exe` read as `exe.jpg`), NFC, at most 120 characters.
 */
export function cleanFileName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  const clean = last
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim();
  return [...clean].slice(0, MAX_LENGTH).join('');
}
