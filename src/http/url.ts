/** True when what is sent to `url` is hidden from others: over https, or over http to this machine alone. */
export function isConfidential({ protocol, hostname }: URL): boolean {
  const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  return protocol === 'https:' || (protocol === 'http:' && loopback);
}
