export type RunningDesk = {
  deskUrl: string;
  practiceUrl: string;
  people: { name: string; role: string; email: string; password: string }[];
  dataDir: string;
  port: number;
  pid: number;
  /** Ends every process of the desk and removes its directory, unless one was given. */
  stop(): Promise<void>;
};

export function runDesk(options?: {
  env?: Record<string, string>;
  dataDir?: string;
}): Promise<RunningDesk>;
