export { start as default } from './n8nProcess.mts';
