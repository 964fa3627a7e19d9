/** A process that listens on a port. */
export interface ListeningProcess {
  readonly pid: number;
  readonly name: string;
}

/** The ports that a system gives to outgoing connections, both ends among them. */
export interface OutgoingPorts {
  readonly first: number;
  readonly last: number;
}

/** What the platform tells of its ports. */
export interface NetworkReader {
  /**
   * The processes that listen on a TCP port of this machine. Empty where nobody does, where the system
   * does not tell, or where the process is another user's.
   */
  readonly listeningProcesses: (port: number) => readonly ListeningProcess[];
  /** The TCP ports that a process listens on; empty where the system does not tell. */
  readonly listeningPorts: (pid: number) => readonly number[];
  /**
   * Which ports outgoing connections have. One of them may be taken although nobody listens, and stays
   * so for a minute after the connection has closed. null where the system does not tell.
   */
  readonly outgoingPorts: () => OutgoingPorts | null;
}
