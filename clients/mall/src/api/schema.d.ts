// Made by `make api-types` from the OpenAPI document of /mom/v1; tests/clients/test_api_types.py fails when it has drifted.

export interface paths {
    "/mom/v1/about": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomAbout"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mom/v1/sms-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SmsCodeIn"];
                };
            };
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomSmsCode"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mom/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["MomLoginIn"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomSession"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mom/v1/sessions/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mom/v1/wechat-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["WechatLoginIn"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomSession"];
                    };
                };
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomTicket"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mom/v1/wechat-sessions/phone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["WechatPhoneIn"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomSession"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mom/v1/me/wechat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["WechatBindIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomBound"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mom/v1/wechat/oauth-url": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query: {
                    redirect: string;
                    state?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomOauth"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mom/v1/message-templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomTemplates"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mom/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomProfile"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ProfileIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomProfile"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/mom/v1/me/code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomCode"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mom/v1/me/stores": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    lng?: number | null;
                    lat?: number | null;
                    datum?: "gcj02" | "wgs84" | "bd09";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomStores"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["StoreLinkIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomStores"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mom/v1/me/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mom/v1/addresses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomAddresses"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AddressIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomAddress"];
                    };
                };
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomAddress"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mom/v1/addresses/{address_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                address_id: number;
            };
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    address_id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomAddress"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    address_id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    address_id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AddressPatch"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomAddress"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/mom/v1/babies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomBabies"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["BabyIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomBaby"];
                    };
                };
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomBaby"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mom/v1/babies/{baby_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                baby_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    baby_id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mom/v1/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomConsents"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ConsentIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomConsent"];
                    };
                };
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomConsent"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mom/v1/consents/{consent_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                consent_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    consent_id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomConsent"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mom/v1/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    cursor?: string | null;
                    limit?: number;
                    category?: string | null;
                    stage?: string | null;
                    q?: string | null;
                    store_code?: string | null;
                    buy_again?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomProducts"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mom/v1/products/{sku}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sku: string;
            };
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    store_code?: string | null;
                };
                header?: never;
                path: {
                    sku: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomProduct"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mom/v1/places": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PlaceIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomPlaces"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mom/v1/quotes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["QuoteIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomQuote"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mom/v1/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    cursor?: string | null;
                    limit?: number;
                    state?: "to_pay" | "under_way" | "done" | "cancelled" | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomOrders"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header: {
                    "Idempotency-Key": string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["OrderIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PlacedOrder"];
                    };
                };
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PlacedOrder"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mom/v1/orders/{order_no}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_no: string;
            };
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    order_no: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomOrder"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mom/v1/orders/{order_no}/pay": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_no: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    order_no: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PayIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomPayment"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mom/v1/orders/{order_no}/payment-check": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_no: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    order_no: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomOrder"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mom/v1/orders/{order_no}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_no: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    order_no: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CancelIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomOrder"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mom/v1/orders/{order_no}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_no: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    order_no: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomOrder"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mom/v1/orders/{order_no}/rating": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_no: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    order_no: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RatingIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomOrder"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mom/v1/orders/{order_no}/refunds": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_no: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header: {
                    "Idempotency-Key": string;
                };
                path: {
                    order_no: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RefundIn"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MomRefund"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mom/v1/orders/{order_no}/call": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_no: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    order_no: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CallNumber"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AddressIn: {
            name: string;
            phone: string;
            text: string;
            /** @default  */
            door?: string;
            point: components["schemas"]["PointIn"];
            /** @default false */
            is_default?: boolean;
        };
        AddressPatch: {
            name?: string;
            phone?: string;
            text?: string;
            door?: string;
            point?: components["schemas"]["PointIn"];
            /** @enum {boolean} */
            is_default?: true;
        };
        BabyIn: {
            nickname: string;
            birth_month: string;
            /** @enum {boolean} */
            guardian_consent: true;
            text_version: string;
        };
        CallNumber: {
            number: string;
            /** Format: date-time */
            until: string;
        };
        CancelIn: {
            /** @enum {string} */
            reason: "changed_mind" | "wrong_order" | "wrong_address" | "too_slow" | "bought_elsewhere" | "other";
        };
        ConsentIn: {
            /** @enum {string} */
            purpose: "service" | "marketing";
            text_version: string;
        };
        GcjPoint: {
            lng: number;
            lat: number;
            datum: string;
        };
        LineIn: {
            sku: string;
            quantity: number;
        };
        MaskedRecipient: {
            name: string;
            phone: string;
            address: string;
        };
        MomAbout: {
            service_phone: string | null;
            online_service: boolean;
        };
        MomAddress: {
            id: number;
            name: string;
            phone: string;
            text: string;
            door: string;
            point: components["schemas"]["GcjPoint"];
            is_default: boolean;
            /** Format: date-time */
            created_at: string;
        };
        MomAddresses: {
            addresses: components["schemas"]["MomAddress"][];
        };
        MomBabies: {
            babies: components["schemas"]["MomBaby"][];
        };
        MomBaby: {
            id: number;
            nickname: string;
            birth_month: string;
            consent_id: number;
            /** Format: date-time */
            created_at: string;
        };
        MomBound: {
            bound: boolean;
        };
        MomCode: {
            code: string;
            /** Format: date-time */
            expires_at: string;
        };
        MomConsent: {
            id: number;
            purpose: string;
            purpose_zh: string;
            text_version: string;
            /** Format: date-time */
            given_at: string;
            /** Format: date-time */
            withdrawn_at: string | null;
        };
        MomConsents: {
            consents: components["schemas"]["MomConsent"][];
        };
        MomLandmark: {
            name: string;
            address: string;
            point: components["schemas"]["GcjPoint"];
        };
        MomLine: {
            sku: string;
            name: string;
            quantity: number;
            unit_price_fen: number;
            amount_fen: number;
        };
        MomLoginIn: {
            phone: string;
            code: string;
            /** @default null */
            device?: string | null;
        };
        MomOauth: {
            url: string;
        };
        MomOrder: {
            order_no: string;
            channel: string;
            state: string;
            state_zh: string;
            store_name: string | null;
            /** Format: date-time */
            promise_at: string | null;
            promise_zh: string | null;
            payment_method: string;
            payment_method_zh: string;
            goods_fen: number;
            delivery_fee_fen: number;
            total_fen: number;
            refunded_fen: number;
            /** Format: date-time */
            placed_at: string;
            lines: components["schemas"]["MomLine"][];
            /** Format: date-time */
            paid_at: string | null;
            /** Format: date-time */
            close_at: string | null;
            /** Format: date-time */
            state_changed_at: string;
            /** Format: date-time */
            now: string;
            store: components["schemas"]["OrderStore"] | null;
            offer: components["schemas"]["OrderOffer"] | null;
            pay_seconds_left: number | null;
            proof_code: string | null;
            refunds: components["schemas"]["MomRefund"][];
            recipient: components["schemas"]["MaskedRecipient"];
            note: string | null;
            /** Format: date-time */
            photo_taken_at: string | null;
            can_call: boolean;
            timeline: components["schemas"]["TimelineEntry"][];
            rating: components["schemas"]["MomRating"] | null;
            actions: string[];
        };
        MomOrders: {
            orders: components["schemas"]["OrderHead"][];
            next_cursor: string | null;
        };
        MomPayment: {
            provider: string;
            out_trade_no: string;
            amount_fen: number;
            /** Format: date-time */
            expires_at: string;
            params: {
                [key: string]: unknown;
            };
        };
        MomPlaces: {
            district: string | null;
            confidence: string | null;
            centre: components["schemas"]["GcjPoint"];
            outline: number[][][];
            stores: components["schemas"]["MomLandmark"][];
        };
        MomProduct: {
            sku: string;
            name: string;
            category: string;
            stage: string | null;
            price_fen: number;
            unit: string;
            days_per_unit: number | null;
            on_sale: boolean;
            available: boolean | null;
            bought_before: boolean;
        };
        MomProducts: {
            products: components["schemas"]["MomProduct"][];
            next_cursor: string | null;
        };
        MomProfile: {
            name: string | null;
            phone_masked: string | null;
            /** Format: date-time */
            member_since: string;
        };
        MomQuote: {
            store: components["schemas"]["QuoteStore"] | null;
            expect_store_code: string | null;
            needs_person: boolean;
            needs_person_zh: string | null;
            reason: string;
            reason_zh: string;
            /** Format: date-time */
            promise_at: string | null;
            promise_zh: string | null;
            alternatives: components["schemas"]["QuoteAlternative"][];
            lines: components["schemas"]["MomLine"][];
            goods_fen: number;
            delivery_fee_fen: number;
            total_fen: number;
            /** Format: date-time */
            now: string;
        };
        MomRating: {
            stars: number;
            words: string;
            /** Format: date-time */
            rated_at: string;
            /** Format: date-time */
            changeable_until: string | null;
        };
        MomRefund: {
            refund_no: string;
            amount_fen: number;
            state: string;
            state_zh: string;
            reason: string;
            /** Format: date-time */
            requested_at: string;
            /** Format: date-time */
            finished_at: string | null;
        };
        MomSession: {
            token: string;
            expires_in_s: number;
            member: components["schemas"]["MomProfile"];
        };
        MomSmsCode: {
            retry_after_s: number;
            lifetime_s: number;
        };
        MomStore: {
            code: string;
            name: string;
            address: string;
            phone: string;
            home: boolean;
            bought: boolean;
            point: components["schemas"]["GcjPoint"];
            served_by: components["schemas"]["ServedBy"] | null;
            hours: string;
            standing: string;
            standing_zh: string;
            distance_m: number | null;
            open_now: boolean;
            /** Format: date-time */
            open_until: string | null;
            /** Format: date-time */
            opens_at: string | null;
        };
        MomStores: {
            stores: components["schemas"]["MomStore"][];
        };
        MomTemplate: {
            kind: string;
            template_id: string;
            left: number;
        };
        MomTemplates: {
            templates: components["schemas"]["MomTemplate"][];
        };
        MomTicket: {
            ticket: string;
            expires_in_s: number;
        };
        OrderHead: {
            order_no: string;
            channel: string;
            state: string;
            state_zh: string;
            store_name: string | null;
            /** Format: date-time */
            promise_at: string | null;
            promise_zh: string | null;
            payment_method: string;
            payment_method_zh: string;
            goods_fen: number;
            delivery_fee_fen: number;
            total_fen: number;
            refunded_fen: number;
            /** Format: date-time */
            placed_at: string;
            lines: components["schemas"]["MomLine"][];
        };
        OrderIn: {
            /** @enum {string} */
            channel: "mini_program" | "wechat_mall" | "mom_app";
            address_id: number;
            lines: components["schemas"]["LineIn"][];
            /** @enum {string} */
            payment_method: "on_delivery" | "online";
            /** @default  */
            note?: string;
            /** @default null */
            expect_store_code?: string | null;
            /** @default null */
            chosen_store_code?: string | null;
        };
        OrderOffer: {
            store_name: string;
            /** Format: date-time */
            expires_at: string;
            seconds_left: number;
        };
        OrderStore: {
            code: string;
            name: string;
            phone: string;
            address: string;
            point: components["schemas"]["GcjPoint"];
            distance_m: number;
        };
        PayIn: {
            /**
             * @default null
             * @enum {string|null}
             */
            app?: "mini_program" | "wechat_mall" | null;
        };
        PlaceIn: {
            /** @default null */
            text?: string | null;
            point?: components["schemas"]["PointIn"] | null;
        };
        PlacedOrder: {
            order_no: string;
            channel: string;
            state: string;
            state_zh: string;
            store_name: string | null;
            /** Format: date-time */
            promise_at: string | null;
            promise_zh: string | null;
            payment_method: string;
            payment_method_zh: string;
            goods_fen: number;
            delivery_fee_fen: number;
            total_fen: number;
            refunded_fen: number;
            /** Format: date-time */
            placed_at: string;
            lines: components["schemas"]["MomLine"][];
            /** Format: date-time */
            paid_at: string | null;
            /** Format: date-time */
            close_at: string | null;
            /** Format: date-time */
            state_changed_at: string;
            /** Format: date-time */
            now: string;
            store: components["schemas"]["OrderStore"] | null;
            offer: components["schemas"]["OrderOffer"] | null;
            pay_seconds_left: number | null;
            proof_code: string | null;
            refunds: components["schemas"]["MomRefund"][];
            recipient: components["schemas"]["MaskedRecipient"];
            note: string | null;
            /** Format: date-time */
            photo_taken_at: string | null;
            can_call: boolean;
            timeline: components["schemas"]["TimelineEntry"][];
            rating: components["schemas"]["MomRating"] | null;
            actions: string[];
            payment: components["schemas"]["MomPayment"] | null;
        };
        PointIn: {
            lng: number;
            lat: number;
            /**
             * @default gcj02
             * @enum {string}
             */
            datum?: "gcj02" | "wgs84" | "bd09";
        };
        Problem: {
            type?: string;
            status?: number;
            code?: string;
            detail?: string;
            fields?: {
                [key: string]: string[];
            };
            request_id?: string;
        };
        ProfileIn: {
            name: string | null;
        };
        QuoteAlternative: {
            code: string;
            name: string;
            address: string;
            distance_m: number;
            open_now: boolean;
            /** Format: date-time */
            promise_at: string | null;
            promise_zh: string | null;
            why_zh: string;
            reason_zh: string;
        };
        QuoteIn: {
            /** @default null */
            address_id?: number | null;
            point?: components["schemas"]["PointIn"] | null;
            lines: components["schemas"]["LineIn"][];
        };
        QuoteStore: {
            code: string;
            name: string;
            address: string;
            distance_m: number;
            point: components["schemas"]["GcjPoint"];
            open_now: boolean;
            /** Format: date-time */
            open_until: string | null;
            /** Format: date-time */
            opens_at: string | null;
        };
        RatingIn: {
            stars: number;
            /** @default  */
            words?: string;
        };
        RefundIn: {
            /** @default null */
            amount_fen?: number | null;
            /** @enum {string} */
            reason: "damaged" | "wrong_item" | "missing_item" | "near_expiry" | "not_suitable" | "not_needed" | "other";
        };
        ServedBy: {
            name: string;
            why_zh: string;
        };
        SmsCodeIn: {
            phone: string;
        };
        StoreLinkIn: {
            scene: string;
        };
        TimelineEntry: {
            /** Format: date-time */
            at: string;
            kind: string;
            text: string;
        };
        WechatBindIn: {
            /** @enum {string} */
            app: "mini_program" | "wechat_mall";
            code: string;
        };
        WechatLoginIn: {
            /** @enum {string} */
            app: "mini_program" | "wechat_mall";
            code: string;
            /** @default null */
            device?: string | null;
        };
        WechatPhoneIn: {
            ticket: string;
            /** @default null */
            phone_code?: string | null;
            /** @default null */
            phone?: string | null;
            /** @default null */
            code?: string | null;
            /** @default null */
            device?: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
