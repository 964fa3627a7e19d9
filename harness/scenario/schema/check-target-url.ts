import { describeRemoteProblem, isLoadAllowed } from '../../model/scenario/allowed-remote-hosts.ts';

/** Returns the reason why load must not be sent to a URL; null if it may. */
export function checkTargetUrl(url: string, allowRemote: readonly string[]): string | null {
  if (!URL.canParse(url))
    return `"${url}" is not a valid URL; expected a URL such as http://127.0.0.1:3000/`;
  const address = new URL(url);
  if (address.protocol !== 'http:' && address.protocol !== 'https:') {
    return `"${url}" is not an http or https URL`;
  }
  return isLoadAllowed(address, allowRemote) ? null : describeRemoteProblem(address.hostname);
}
