import { z } from 'zod';
import { newId } from '../lib/ids.ts';

/** Faults of the wire: the answer is spoilt or never comes. */
export const wireFaults = [
  'drop',
  'stall',
  'slow',
  'cut-body',
  'cut-body-gzip',
  'html-502',
  'empty-500',
  'empty-2xx',
  'broken-json',
  'echo',
] as const;
/** Faults that are a proper refusal in the platform's own words. */
export const refusalFaults = [
  'stored-but-500',
  'unavailable',
  'rate-limit',
  'usage-capped',
  'credits',
  'token-dead',
  'permission',
  'duplicate',
  'policy-block',
  'suspended',
  'media-refused',
  'link-refused',
] as const;
export const mailFaults = ['refuse', 'defer', 'drop', 'stall'] as const;
export type WireFault = (typeof wireFaults)[number];
export type RefusalFault = (typeof refusalFaults)[number];
export type MailFault = (typeof mailFaults)[number];

export const endpointClasses = ['publish', 'media', 'metrics', 'removal', 'login'] as const;
export type EndpointClass = (typeof endpointClasses)[number];

const common = {
  when: z.enum(['before', 'after']).default('before'),
  times: z.coerce.number().int().min(1).max(100_000).default(1),
  delayMs: z.coerce.number().int().min(0).max(600_000).optional(),
  /** How many calls that it fits it lets pass first: 2 strikes the third part of a thread. */
  skip: z.coerce.number().int().min(0).max(1_000).default(0),
};

/** A fault as it is ordered. */
export const faultOrderSchema = z.discriminatedUnion('platform', [
  z.strictObject({
    platform: z.enum(['facebook', 'x']),
    kind: z.enum([...wireFaults, ...refusalFaults]),
    endpoint: z.enum([...endpointClasses, 'any']).default('any'),
    accountId: z.string().min(1).optional(),
    ...common,
  }),
  z.strictObject({ platform: z.literal('mail'), kind: z.enum(mailFaults), ...common }),
]);
export type FaultOrder = z.infer<typeof faultOrderSchema>;
export type Fault = FaultOrder & { id: string; left: number };

export type FaultBook = ReturnType<typeof createFaultBook>;

/** The scripted faults, oldest first. Each is used up by the calls that it fits. */
export function createFaultBook() {
  let faults: Fault[] = [];
  const use = <F extends Fault>(fitting: readonly F[]): F | null => {
    const fault = fitting.find((one) => one.skip === 0);
    for (const passed of fitting.slice(0, fault === undefined ? undefined : fitting.indexOf(fault)))
      passed.skip -= 1;
    if (fault === undefined) return null;
    fault.left -= 1;
    faults = faults.filter((other) => other.left > 0);
    return fault;
  };
  return {
    add: (order: FaultOrder): Fault => {
      const fault: Fault = {
        ...order,
        // That kind has no other meaning.
        when: order.kind === 'stored-but-500' ? 'after' : order.when,
        id: newId(),
        left: order.times,
      };
      faults.push(fault);
      return fault;
    },
    list: (): Fault[] => [...faults],
    clear: (): void => {
      faults = [];
    },
    /** Takes the first fault for this call, or null. */
    take: (call: {
      platform: 'facebook' | 'x';
      endpoint: EndpointClass | 'other';
      accountId: string | null;
      when: Fault['when'];
    }) =>
      use(
        faults.filter(
          (fault): fault is Extract<Fault, { platform: 'facebook' | 'x' }> =>
            fault.platform === call.platform &&
            fault.when === call.when &&
            (fault.endpoint === 'any' || fault.endpoint === call.endpoint) &&
            (fault.accountId === undefined || fault.accountId === call.accountId),
        ),
      ),
    takeMail: (when: Fault['when']) =>
      use(
        faults.filter(
          (fault): fault is Extract<Fault, { platform: 'mail' }> =>
            fault.platform === 'mail' && fault.when === when,
        ),
      ),
  };
}
