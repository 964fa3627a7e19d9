/** Held while a unit is measured, so that no two measurements run on one machine at a time. */
export interface MeasurementLock {
  /** Waits until nobody else measures, runs the action, lets go. */
  readonly hold: <T>(label: string, action: () => Promise<T>) => Promise<T>;
}
