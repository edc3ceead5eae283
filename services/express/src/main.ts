import { serve } from '@framework-lab/service-runtime/serve';

serve('express', async () => (await import('./app.ts')).createServer());
