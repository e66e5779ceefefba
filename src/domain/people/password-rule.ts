const PASSWORD_MIN_LENGTH = 12;
/** Far above any phrase a person types; a limit at all, so that hashing cannot be made to crawl. */
const PASSWORD_MAX_LENGTH = 256;

export type PasswordProblem = 'password-too-short' | 'password-too-long';

/**
 * Decides whether a new password may be used: 12 to 256 characters, counted as people see them,
 * any characters, no rules of composition (NIST SP 800-63B). Null when nothing is wrong.
 */
export function passwordProblem(plain: string): PasswordProblem | null {
  const length = [...plain.normalize('NFKC')].length;
  if (length < PASSWORD_MIN_LENGTH) return 'password-too-short';
  return length > PASSWORD_MAX_LENGTH ? 'password-too-long' : null;
}
