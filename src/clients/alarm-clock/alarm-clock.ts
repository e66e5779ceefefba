/**
 * Wakes this or another worker at a time. Alarms are at least once, may be late, doubled or stale;
 * whoever is woken looks at our own rows and never trusts the alarm.
 */
export type AlarmClock = {
  /** Sets one alarm per name and instant (desk time); setting it again changes nothing. */
  setAlarm(name: AlarmName, at: Date): Promise<void>;
};

export const alarmNames = ['deliveries-due'] as const;
export type AlarmName = (typeof alarmNames)[number];
