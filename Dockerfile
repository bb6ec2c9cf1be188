# The service as it runs in production: sources, production dependencies, nothing built.
FROM node:26.10.0-trixie-slim
WORKDIR /app
COPY package.json package-lock.json prisma.config.ts ./
COPY prisma prisma
RUN npm ci --omit=dev --no-audit --no-fund
COPY src src
USER node
ENV HOST=0.0.0.0 PORT=8300 NODE_OPTIONS=--max-semi-space-size=8
EXPOSE 8300
CMD ["node", "src/main.ts", "all"]
