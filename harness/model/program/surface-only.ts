/** What is said of a service whose code is there, and which was seen from outside alone (V813-11). */
export function surfaceOnly(service: string): string {
  return `service ${service} profiled at surface level only`;
}
