/** Who can sign in on a practice desk. */
export type DemoSignIn = {
  name: string;
  /** The role's code; its name is in both languages. */
  role: string;
  roleName: string;
  email: string;
  password: string;
};

/** What the preparing process tells the one that started it. */
export type PrepareMessage =
  { kind: 'prepared'; people: DemoSignIn[] } | { kind: 'failed'; reason: string };
