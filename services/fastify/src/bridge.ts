import { bridge } from '@framework-lab/service-runtime/misconfigured/bridge';
import { serve } from '@framework-lab/service-runtime/serve';

serve('fastify-bridge', async () => bridge((await import('./app.ts')).createServer()));
