/** The servers of the tests, which end with the file's tests. */
import { after } from 'node:test';
import * as servers from '../servers.ts';

type Answer = Parameters<typeof servers.httpServer>[0];

const closing = async <Server extends servers.TestServer>(server: Promise<Server>): Promise<Server> => {
  const { close } = await server;
  after(close);
  return server;
};

export const httpServer = (answer: Answer) => closing(servers.httpServer(answer));
export const httpsServer = (answer: Answer) => closing(servers.httpsServer(answer));
