# The service as it runs in production: sources, production dependencies, nothing built.
FROM node:26.10.0-trixie-slim
WORKDIR /app
COPY package.json package-lock.json prisma.config.ts ./
COPY prisma prisma
RUN npm ci --omit=dev --no-audit --no-fund
COPY src src
# Files of releases: a volume that is mounted here belongs to the user, too.
RUN mkdir /files && chown node:node /files
USER node
ENV HOST=0.0.0.0 PORT=8300 FILES_DIR=/files NODE_OPTIONS=--max-semi-space-size=8
EXPOSE 8300
CMD ["node", "src/main.ts", "all"]
