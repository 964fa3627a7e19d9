/** Returns the note that a service whose code is present was seen from outside only (V813-11). */
export function serviceObservedFromOutsideNote(service: string): string {
  return `service ${service} profiled at surface level only`;
}
