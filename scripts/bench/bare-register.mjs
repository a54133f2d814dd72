/** What registering costs with no care at all: a request for each webhook on connections that are kept, and no more. */
import { Agent, request } from 'node:http';

const { API_URL, API_KEY, API_SECRET, WEBHOOKS, CONCURRENCY } = process.env;
const agent = new Agent({ keepAlive: true, maxSockets: Number(CONCURRENCY) });
const headers = {
  'X-API-Key': API_KEY,
  'X-API-Secret': API_SECRET,
  'Content-Type': 'application/json',
};

function create(index) {
  const url = `https://hooks.example.com/${index}`;
  return new Promise((resolve, reject) => {
    request(`${API_URL}/webhooks`, { method: 'POST', agent, headers }, (reply) => reply.resume().on('end', resolve))
      .on('error', reject)
      .end(JSON.stringify({ url, events: ['customer.active'], status: 'enabled' }));
  });
}

await Promise.all(Array.from({ length: Number(WEBHOOKS) }, (_, index) => create(index)));
agent.destroy();
