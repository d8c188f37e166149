// Made by `make api-types` from the OpenAPI document of /merchant/v1; tests/clients/test_api_types.py fails when it has drifted.

export interface paths {
    "/merchant/v1/sms-codes": {
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
                    "application/json": components["schemas"]["StaffCodeIn"];
                };
            };
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StaffCode"];
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
    "/merchant/v1/sessions": {
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
                    "application/json": components["schemas"]["StaffLoginIn"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StaffSession"];
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
    "/merchant/v1/sessions/switch": {
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
                    "application/json": components["schemas"]["SwitchIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StaffMe"];
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
    "/merchant/v1/sessions/current": {
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
    "/merchant/v1/me": {
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
                        "application/json": components["schemas"]["StaffMe"];
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
    "/merchant/v1/shift": {
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
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ShiftOut"];
                    };
                };
            };
        };
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
    "/merchant/v1/shift/beat": {
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
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BeatOut"];
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
    "/merchant/v1/store": {
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
                        "application/json": components["schemas"]["StoreSheet"];
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
    "/merchant/v1/store/hours": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["HoursIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StoreSheet"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/merchant/v1/store/exceptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ExceptionsIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StoreSheet"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/merchant/v1/store/capacity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CapacityIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StoreSheet"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/merchant/v1/store/pause": {
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
                    "application/json": components["schemas"]["PauseIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StoreSheet"];
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
    "/merchant/v1/store/resume": {
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
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StoreSheet"];
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
    "/merchant/v1/offers": {
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
                        "application/json": components["schemas"]["OfferPage"];
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
    "/merchant/v1/offers/{offer_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                offer_id: number;
            };
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    offer_id: number;
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
                        "application/json": components["schemas"]["OfferCard"];
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
    "/merchant/v1/offers/{offer_id}/seen": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                offer_id: number;
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
                    offer_id: number;
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
                        "application/json": components["schemas"]["SeenOut"];
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
    "/merchant/v1/offers/{offer_id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                offer_id: number;
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
                    offer_id: number;
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
                        "application/json": components["schemas"]["StoreOrder"];
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
    "/merchant/v1/offers/{offer_id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                offer_id: number;
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
                    offer_id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["DeclineIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DeclinedOut"];
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
    "/merchant/v1/orders": {
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
                    state?: "accepted" | "out_for_delivery" | "done";
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
                        "application/json": components["schemas"]["StoreOrderPage"];
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
    "/merchant/v1/orders/{order_no}": {
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
                        "application/json": components["schemas"]["StoreOrder"];
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
    "/merchant/v1/orders/{order_no}/picking": {
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
                        "application/json": components["schemas"]["StoreOrder"];
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
    "/merchant/v1/orders/{order_no}/leave": {
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
                        "application/json": components["schemas"]["StoreOrder"];
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
    "/merchant/v1/orders/{order_no}/delivered": {
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
                    "application/json": components["schemas"]["DeliveredIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StoreOrder"];
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
    "/merchant/v1/orders/{order_no}/failed": {
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
                    "application/json": components["schemas"]["FailedIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EndedOut"];
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
    "/merchant/v1/orders/{order_no}/give-back": {
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
                    "application/json": components["schemas"]["GiveBackIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EndedOut"];
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
    "/merchant/v1/orders/{order_no}/call": {
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
    "/merchant/v1/stock": {
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
                    q?: string | null;
                    low?: boolean;
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
                        "application/json": components["schemas"]["StockPage"];
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
    "/merchant/v1/stock/{sku}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sku: string;
            };
            cookie?: never;
        };
        get?: never;
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    sku: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CountIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StockRow"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/merchant/v1/performance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query: {
                    from: string;
                    to: string;
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
                        "application/json": components["schemas"]["PerformanceOut"];
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
    "/merchant/v1/statement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query: {
                    from: string;
                    to: string;
                    format?: "json" | "csv" | null;
                    cursor?: string | null;
                    limit?: number;
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
                        "application/json": components["schemas"]["StatementOut"];
                        "text/csv": string;
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
    "/merchant/v1/feed": {
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
                        "text/event-stream": string;
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
    "/merchant/v1/wechat/oauth-url": {
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
                        "application/json": components["schemas"]["StaffOauth"];
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
    "/merchant/v1/wechat": {
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
                    "application/json": components["schemas"]["BindIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StaffWechat"];
                    };
                };
            };
        };
        delete: {
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
                        "application/json": components["schemas"]["StaffWechat"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/merchant/v1/till/member": {
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
                    "application/json": components["schemas"]["TillMemberIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TillMember"];
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
    "/merchant/v1/till/sales": {
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
                        "application/json": components["schemas"]["SalePage"];
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
                    "application/json": components["schemas"]["SaleIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Sale"];
                    };
                };
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Sale"];
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
    "/merchant/v1/till/sales/{sale_key}/returns": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sale_key: string;
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
                    sale_key: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SaleReturnIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SaleReturned"];
                    };
                };
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SaleReturned"];
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
    "/merchant/v1/till/batch": {
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
                    "application/json": components["schemas"]["TillBatchIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TillBatch"];
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
    "/merchant/v1/orders/{order_no}/photo": {
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
                    "image/jpeg": string;
                    "image/png": string;
                    "image/webp": string;
                    "multipart/form-data": {
                        /** Format: binary */
                        photo?: string;
                    };
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProofPhotoOut"];
                    };
                };
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProofPhotoOut"];
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
    "/merchant/v1/staff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    store_code?: string | null;
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
                        "application/json": components["schemas"]["StaffPeople"];
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
                    "application/json": components["schemas"]["StaffIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StaffRow"];
                    };
                };
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StaffRow"];
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
    "/merchant/v1/staff/{staff_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                staff_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    staff_id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["StaffPatch"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StaffRow"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/merchant/v1/money": {
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
                        "application/json": components["schemas"]["MoneyOut"];
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
    "/merchant/v1/printers": {
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
                        "application/json": components["schemas"]["PrintersOut"];
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
                    "application/json": components["schemas"]["PrinterIn"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PrinterOut"];
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
    "/merchant/v1/printers/{printer_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                printer_id: number;
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
                    printer_id: number;
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
    "/merchant/v1/printers/{printer_id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                printer_id: number;
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
                    printer_id: number;
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
                        "application/json": components["schemas"]["TriedOut"];
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
        BeatOut: {
            /** Format: date-time */
            now: string;
            on_shift: boolean;
            beat_every_s: number;
        };
        BindIn: {
            code: string;
        };
        CallNumber: {
            number: string;
            /** Format: date-time */
            until: string;
        };
        CapacityIn: {
            capacity: number | null;
        };
        Colleague: {
            id: number;
            name: string;
            /** Format: date-time */
            started_at: string;
        };
        CountIn: {
            on_hand: number | null;
        };
        DateIn: {
            /** Format: date */
            date: string;
            hours: string;
            /** @default null */
            note?: string | null;
        };
        DeclineIn: {
            /** @enum {string} */
            reason: "out_of_stock" | "too_busy" | "too_far" | "no_courier" | "closing" | "other";
            /** @default [] */
            skus?: string[];
        };
        DeclinedOut: {
            id: number;
            state: string;
            /** Format: date-time */
            answered_at: string;
        };
        DeliveredIn: {
            /** @default null */
            code?: string | null;
            /** @default null */
            photo_id?: number | null;
        };
        EndedOut: {
            order_no: string;
            state: string;
            /** Format: date-time */
            at: string;
        };
        ExceptionsIn: {
            exceptions: components["schemas"]["DateIn"][];
        };
        FailedIn: {
            /** @enum {string} */
            reason: "nobody_home" | "unreachable" | "refused" | "wrong_address" | "damaged" | "other";
        };
        GiveBackIn: {
            /** @enum {string} */
            reason: "out_of_stock" | "no_courier" | "customer_asked" | "other";
        };
        HoursIn: {
            hours: string;
        };
        MerchantPoint: {
            lng: number;
            lat: number;
            datum: string;
        };
        MoneyClerk: {
            accepted: number;
            delivered: number;
            credited_fen: number;
            credited_orders: number;
            refunds_fen: number;
            refunds: number;
            settled_fen: number;
            cash_fen: number;
            till_sales: number;
            till_fen: number;
            till_refunded_fen: number;
            staff_id: number | null;
            name: string;
        };
        MoneyOut: {
            scope: string;
            /** Format: date-time */
            now: string;
            pending: components["schemas"]["MoneyPending"];
            owed_fen: number | null;
            cash_in_hand_fen: number | null;
            due_fen: number | null;
            today: components["schemas"]["MoneyPeriod"];
            month: components["schemas"]["MoneyPeriod"];
        };
        MoneyPending: {
            orders: number;
            amount_fen: number;
        };
        MoneyPeriod: {
            accepted: number;
            delivered: number;
            credited_fen: number;
            credited_orders: number;
            refunds_fen: number;
            refunds: number;
            settled_fen: number;
            cash_fen: number;
            till_sales: number;
            till_fen: number;
            till_refunded_fen: number;
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            by_clerk: components["schemas"]["MoneyClerk"][];
        };
        OfferCard: {
            goods_fen: number;
            delivery_fee_fen: number;
            total_fen: number;
            refunded_fen: number;
            earning_fen: number;
            collect_fen: number;
            payment_method: string;
            payment_zh: string;
            /** Format: date-time */
            promise_at: string | null;
            promise_zh: string | null;
            id: number;
            order_no: string;
            state: string;
            state_zh: string;
            reason: string;
            reason_zh: string;
            distance_m: number | null;
            /** Format: date-time */
            offered_at: string;
            /** Format: date-time */
            expires_at: string;
            seconds_left: number;
            window_s: number;
            /** Format: date-time */
            now: string;
            /** Format: date-time */
            answered_at: string | null;
            answered_by: string | null;
            decline_reason_zh: string | null;
            recipient: components["schemas"]["StoreRecipient"];
            lines: components["schemas"]["StoreLine"][];
        };
        OfferPage: {
            offers: components["schemas"]["OfferCard"][];
            next_cursor: string | null;
            /** Format: date-time */
            now: string;
            last_event_id: number;
        };
        PauseIn: {
            /** @enum {string} */
            reason: "too_busy" | "no_courier" | "stocktaking" | "short_of_goods" | "away" | "other";
            /** @default null */
            minutes?: number | null;
        };
        PerformanceDay: {
            /** Format: date */
            day: string | null;
            offers: number;
            open: number;
            accepted: number;
            declined: number;
            declined_by_reason: {
                [key: string]: number;
            };
            expired: number;
            withdrawn: number;
            answer_p50_s: number | null;
            delivered: number;
            promised: number;
            on_time: number;
            on_time_share: number | null;
            revenue_fen: number;
            refunds_fen: number;
        };
        PerformanceOut: {
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            days: components["schemas"]["PerformanceDay"][];
            total: components["schemas"]["PerformanceDay"];
        };
        PosLineIn: {
            sku: string;
            quantity: number;
            paid_fen: number;
        };
        PosReturnLineIn: {
            sku: string;
            quantity: number;
        };
        PrinterIn: {
            /** @enum {string} */
            provider: "feie" | "yilianyun";
            serial: string;
            key: string;
            name: string;
        };
        PrinterOut: {
            id: number;
            provider: string;
            provider_zh: string;
            serial: string;
            name: string;
            condition: string;
            condition_zh: string;
            /** Format: date-time */
            checked_at: string | null;
            /** Format: date-time */
            seen_at: string | null;
            /** Format: date-time */
            failing_since: string | null;
            waiting: number;
            /** Format: date-time */
            created_at: string;
        };
        PrintersOut: {
            printers: components["schemas"]["PrinterOut"][];
            providers: string[];
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
        ProofPhotoOut: {
            photo_id: number;
            /** Format: date-time */
            taken_at: string;
        };
        Sale: {
            key: string;
            /** Format: date-time */
            sold_at: string;
            state: string;
            state_zh: string;
            total_fen: number;
            refunded_fen: number;
            by: string | null;
            member: components["schemas"]["SaleMember"] | null;
            lines: components["schemas"]["SaleLine"][];
            returns: components["schemas"]["SaleReturn"][];
        };
        SaleIn: {
            /** Format: uuid */
            key: string;
            /** Format: date-time */
            sold_at: string;
            /** @default null */
            phone?: string | null;
            /** @default null */
            code?: string | null;
            lines: components["schemas"]["PosLineIn"][];
        };
        SaleLine: {
            sku: string;
            name: string;
            quantity: number;
            paid_fen: number;
            returned: number;
        };
        SaleMember: {
            name: string | null;
            phone: string | null;
        };
        SalePage: {
            sales: components["schemas"]["Sale"][];
            next_cursor: string | null;
        };
        SaleReturn: {
            key: string;
            amount_fen: number;
            /** Format: date-time */
            at: string;
            by: string | null;
        };
        SaleReturnIn: {
            /** Format: uuid */
            key: string;
            lines: components["schemas"]["PosReturnLineIn"][];
        };
        SaleReturned: {
            key: string;
            /** Format: date-time */
            sold_at: string;
            state: string;
            state_zh: string;
            total_fen: number;
            refunded_fen: number;
            by: string | null;
            member: components["schemas"]["SaleMember"] | null;
            lines: components["schemas"]["SaleLine"][];
            returns: components["schemas"]["SaleReturn"][];
            return_key: string;
            amount_fen: number;
        };
        SeenOut: {
            id: number;
            /** Format: date-time */
            seen_at: string;
        };
        Settled: {
            settlement_no: string;
            /** Format: date */
            first_day: string;
            /** Format: date */
            last_day: string;
            state: string;
            state_zh: string;
            payable_fen: number;
            cash_fen: number;
            due_fen: number;
            /** Format: date-time */
            paid_at: string | null;
        };
        ShiftOut: {
            /** Format: date-time */
            started_at: string;
            at_work: components["schemas"]["Colleague"][];
        };
        StaffCode: {
            retry_after_s: number;
            lifetime_s: number;
        };
        StaffCodeIn: {
            phone: string;
        };
        StaffIn: {
            phone: string;
            name: string;
            /** @enum {string} */
            role: "clerk" | "manager" | "chain_manager";
            /** @default null */
            store_code?: string | null;
        };
        StaffLoginIn: {
            phone: string;
            code: string;
            /** @default null */
            device?: string | null;
            /** @default null */
            store_code?: string | null;
        };
        StaffMe: {
            id: number;
            name: string;
            phone_masked: string;
            role: string;
            role_zh: string;
            store: components["schemas"]["StaffPost"];
            stores: components["schemas"]["StaffPost"][];
            /** Format: date-time */
            shift_started_at: string | null;
            at_work: components["schemas"]["Colleague"][];
        };
        StaffOauth: {
            url: string;
        };
        StaffPatch: {
            /** @default null */
            name?: string | null;
            /**
             * @default null
             * @enum {string|null}
             */
            role?: "clerk" | "manager" | "chain_manager" | null;
            /** @default null */
            active?: boolean | null;
            /** @default null */
            store_code?: string | null;
        };
        StaffPeople: {
            staff: components["schemas"]["StaffRow"][];
        };
        StaffPost: {
            code: string;
            name: string;
            address: string;
            status: string;
            role: string;
            role_zh: string;
            chosen: boolean;
        };
        StaffRow: {
            id: number;
            name: string;
            phone_masked: string;
            role: string;
            role_zh: string;
            active: boolean;
            /** Format: date-time */
            at_work_since: string | null;
        };
        StaffSession: {
            token: string;
            expires_in_s: number;
            me: components["schemas"]["StaffMe"];
        };
        StaffWechat: {
            bound: boolean;
        };
        StatementEntry: {
            /** Format: date-time */
            at: string;
            kind: string;
            kind_zh: string;
            reference: string;
            order_no: string | null;
            payment_method: string | null;
            amount_fen: number;
            platform_share_fen: number;
            cash_fen: number;
            balance_fen: number;
            settlement_no: string | null;
            settlement_state: string | null;
            settlement_zh: string;
        };
        StatementOut: {
            store_code: string;
            store_name: string;
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            opening_fen: number;
            lines: components["schemas"]["StatementEntry"][];
            closing_fen: number;
            opening_cash_fen: number;
            closing_cash_fen: number;
            due_fen: number;
            next_cursor: string | null;
            settlements: components["schemas"]["Settled"][];
        };
        StockPage: {
            stock: components["schemas"]["StockRow"][];
            tracks_stock: boolean;
            next_cursor: string | null;
        };
        StockRow: {
            sku: string;
            name: string;
            category: string;
            stage: string | null;
            unit: string;
            on_sale: boolean;
            on_hand: number | null;
            reserved: number;
            available: number | null;
            low: boolean;
            sold_28d: number;
            days_left: number | null;
            /** Format: date-time */
            recount_asked_at: string | null;
        };
        StoreDate: {
            /** Format: date */
            date: string;
            hours: string;
            note: string | null;
        };
        StoreDelivery: {
            state: string;
            courier: string | null;
            distance_m: number | null;
            /** Format: date-time */
            accepted_at: string;
            /** Format: date-time */
            picking_at: string | null;
            /** Format: date-time */
            left_at: string | null;
            /** Format: date-time */
            finished_at: string | null;
            failure_reason_zh: string | null;
            proof: string | null;
            photo_id: number | null;
        };
        StoreLine: {
            sku: string;
            name: string;
            quantity: number;
            unit_price_fen: number;
            amount_fen: number;
        };
        StoreLoad: {
            offered: number;
            accepted: number;
            on_the_road: number;
            total: number;
        };
        StoreOrder: {
            goods_fen: number;
            delivery_fee_fen: number;
            total_fen: number;
            refunded_fen: number;
            earning_fen: number;
            collect_fen: number;
            payment_method: string;
            payment_zh: string;
            /** Format: date-time */
            promise_at: string | null;
            promise_zh: string | null;
            order_no: string;
            state: string;
            state_zh: string;
            /** Format: date-time */
            placed_at: string;
            late: boolean;
            lines: components["schemas"]["StoreLine"][];
            recipient: components["schemas"]["StoreRecipient"];
            delivery: components["schemas"]["StoreDelivery"] | null;
            photo_allowed: boolean;
            can_call: boolean;
            actions: string[];
            /** Format: date-time */
            now: string;
            note: string | null;
            rating: components["schemas"]["StoreRating"] | null;
            timeline: components["schemas"]["StoreTimelineEntry"][];
        };
        StoreOrderPage: {
            orders: components["schemas"]["StoreOrderRow"][];
            next_cursor: string | null;
        };
        StoreOrderRow: {
            goods_fen: number;
            delivery_fee_fen: number;
            total_fen: number;
            refunded_fen: number;
            earning_fen: number;
            collect_fen: number;
            payment_method: string;
            payment_zh: string;
            /** Format: date-time */
            promise_at: string | null;
            promise_zh: string | null;
            order_no: string;
            state: string;
            state_zh: string;
            /** Format: date-time */
            placed_at: string;
            late: boolean;
            lines: components["schemas"]["StoreLine"][];
            recipient: components["schemas"]["StoreRecipient"];
            delivery: components["schemas"]["StoreDelivery"] | null;
            photo_allowed: boolean;
            can_call: boolean;
            actions: string[];
            /** Format: date-time */
            now: string;
        };
        StorePause: {
            paused: boolean;
            /** Format: date-time */
            since: string | null;
            /** Format: date-time */
            until: string | null;
            reason: string | null;
            reason_zh: string | null;
        };
        StoreRating: {
            stars: number;
            words: string;
            /** Format: date-time */
            rated_at: string;
        };
        StoreRecipient: {
            full: boolean;
            name: string;
            phone: string;
            address: string;
            point: components["schemas"]["MerchantPoint"] | null;
        };
        StoreSheet: {
            code: string;
            name: string;
            address: string;
            phone: string;
            status: string;
            status_zh: string;
            point: components["schemas"]["MerchantPoint"];
            hours: string;
            week: string[];
            exceptions: components["schemas"]["StoreDate"][];
            open_now: boolean;
            /** Format: date-time */
            open_until: string | null;
            /** Format: date-time */
            opens_at: string | null;
            area: {
                [key: string]: unknown;
            };
            capacity: number | null;
            live: components["schemas"]["StoreLoad"];
            pause: components["schemas"]["StorePause"];
            tracks_stock: boolean;
            /** Format: date-time */
            now: string;
        };
        StoreTimelineEntry: {
            /** Format: date-time */
            at: string;
            kind: string;
            text: string;
            by: string | null;
        };
        SwitchIn: {
            store_code: string;
        };
        TillBatch: {
            created: number;
            unchanged: number;
            failed: number;
            sales: components["schemas"]["TillBatchItem"][];
            returns: components["schemas"]["TillBatchItem"][];
        };
        TillBatchIn: {
            /** @default [] */
            sales?: unknown[];
            /** @default [] */
            returns?: unknown[];
        };
        TillBatchItem: {
            index: number;
            key: string | null;
            status: string;
            amount_fen: number | null;
            code: string | null;
            detail: string | null;
            again: boolean;
            fields: {
                [key: string]: string[];
            } | null;
        };
        TillMember: {
            found: boolean;
            ref: string | null;
            name: string | null;
            phone: string | null;
            known_here: boolean;
            purchases_here: number;
            /** Format: date-time */
            last_purchase_here_at: string | null;
        };
        TillMemberIn: {
            /** @default null */
            phone?: string | null;
            /** @default null */
            code?: string | null;
        };
        TriedOut: {
            id: number;
            provider: string;
            provider_zh: string;
            serial: string;
            name: string;
            condition: string;
            condition_zh: string;
            /** Format: date-time */
            checked_at: string | null;
            /** Format: date-time */
            seen_at: string | null;
            /** Format: date-time */
            failing_since: string | null;
            waiting: number;
            /** Format: date-time */
            created_at: string;
            sent: boolean;
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
