/** Sends beacons over a few connections, as fast as they are answered. */
import { Agent, request } from 'node:http';

export interface SentBeacon {
  readonly id: string;
  /** null: the connection ended before the response. */
  readonly status: number | null;
}

/** Sends one beacon of one visit, which `id` identifies. */
export function sendBeacon(url: string, id: string, agent: Agent): Promise<SentBeacon> {
  const metrics = [{ name: 'LCP', value: 1_200.5, id }];
  const body = JSON.stringify({ page: '/cart', device: 'phone', metrics });
  const headers = { 'user-agent': 'Mozilla/5.0', 'content-type': 'text/plain' };
  return new Promise((resolve) => {
    const sending = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve({ id, status: response.statusCode ?? null }));
      response.on('error', () => resolve({ id, status: null }));
    });
    sending.on('error', () => resolve({ id, status: null }));
    sending.end(body);
  });
}

/** Sends beacons until `isOver` or until the server is gone. */
export async function sendBeacons(
  url: string,
  connections: number,
  isOver: () => boolean,
  prefix = 'v',
  onSent: (count: number) => void = () => {},
): Promise<readonly SentBeacon[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const sent: SentBeacon[] = [];
  const runConnection = async (connection: number): Promise<void> => {
    for (let visit = 0; !isOver(); visit += 1) {
      const answer = await sendBeacon(url, `${prefix}-${connection}-${visit}`, agent);
      sent.push(answer);
      onSent(sent.length);
      if (answer.status === null) return;
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, index) => runConnection(index)));
  agent.destroy();
  return sent;
}
