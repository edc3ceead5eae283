import type { ServerResponse } from 'node:http';
import type { Problem } from '@framework-lab/contract/problems';
import { PROBLEM_TYPE } from '@framework-lab/contract/problems';

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, 'application/json; charset=utf-8', value, {});
}

export function sendProblem(
  response: ServerResponse,
  problem: Problem,
  headers: Readonly<Record<string, string>> = {},
): void {
  send(response, problem.status, PROBLEM_TYPE, problem, headers);
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  value: unknown,
  headers: Readonly<Record<string, string>>,
): void {
  const body = JSON.stringify(value);
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    ...headers,
  });
  // Node itself leaves the body out for HEAD.
  response.end(body);
}
