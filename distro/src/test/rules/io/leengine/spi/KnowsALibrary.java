package io.leengine.spi;

import tools.jackson.databind.JsonNode;

class KnowsALibrary {
    JsonNode node;
}
